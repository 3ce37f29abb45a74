"""Which of the known models a few words name."""

import re
from collections.abc import Iterable, Iterator, Sequence
from difflib import get_close_matches

_LONGEST_ASKED = 12  # words that a model's name is looked for in
_LONGEST_NAME = 6  # words that a name may be spread over
_SHORTEST = 3  # letters and digits that identify a name
_LIKENESS = 0.8
_WORD = re.compile(r"[a-z0-9][\w./+-]*")
_PART = re.compile(r"[a-z]{3,}|[a-z0-9]{3,}")
_IDLE = frozenset(
    [
        *("a", "an", "the", "it", "that", "this", "one", "you", "of", "with", "for", "not"),
        *("use", "using", "take", "pick", "choose", "chosen", "recommend", "instead", "model"),
    ]
)


def matching_models(words: str, models: Sequence[str]) -> tuple[str, ...]:
    """Return the models that the words name: whole names before parts, the longest part first."""
    names = {model: _folded(model.rsplit("/", 1)[-1]) for model in models}
    asked = [w for w in _WORD.findall(words.lower()) if w not in _IDLE][:_LONGEST_ASKED]
    pieces = [piece for piece in dict.fromkeys(_pieces(asked)) if len(piece) >= _SHORTEST]
    for piece in pieces:
        if whole := _those(m for m, n in names.items() if piece in (n, _folded(m))):
            return whole
    for piece in pieces:
        if part := _those(m for m, n in names.items() if piece in n):
            return part
    for piece in pieces:
        if like := get_close_matches(piece, names.values(), n=1, cutoff=_LIKENESS):
            return _those(m for m, n in names.items() if n == like[0])
    return ()


def shares_a_word(words: str, model: str) -> bool:
    """Say whether a model's name holds one of the words, whole."""
    asked = {word for word in _WORD.findall(words.lower()) if word not in _IDLE}
    return bool(
        {_folded(word) for word in asked} & {*_PART.findall(model.lower()), _folded(model)}
        or asked & {model.lower(), model.rsplit("/", 1)[-1].lower()}
    )


def _pieces(words: Sequence[str]) -> Iterator[str]:
    """Yield runs of words as one folded name, the longest runs first."""
    for length in range(min(_LONGEST_NAME, len(words)), 0, -1):
        for start in range(len(words) - length + 1):
            yield _folded("".join(words[start : start + length]))


def _folded(name: str) -> str:
    """Return a name's letters and digits in lower case."""
    return re.sub(r"[^a-z0-9]", "", name.lower())


def _those(models: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(models))
