"""What a language model reads before it says an architecture's BLEU.

The order is that of the paper (arXiv 2310.16712): role, numbered instructions, what the names
mean, rated architectures, the one to be rated. The words are ours.
"""

from collections.abc import Collection, Iterator, Sequence
from typing import Literal

from tools.nas.predictors.corpora import Corpus
from tools.nas.predictors.translation import Rated, Translator

Part = Literal[
    "role", "instructions", "dataset", "examples", "backbone", "efficiency", "focus", "definitions"
]
"""What may be left out: `instructions` are all five, the next five names one of them each.

`efficiency` takes GFLOPs from the architectures too. Without role, instructions and definitions,
what is left is the paper's prompt of demonstrations alone.
"""

_DEFINITIONS = {
    "encoder_embed": "width of the encoder's embeddings",
    "encoder_layers": "number of encoder layers",
    "encoder_ffn": "inner width of the feed-forward network, for each encoder layer",
    "encoder_heads": "self-attention heads, for each encoder layer",
    "decoder_embed": "width of the decoder's embeddings",
    "decoder_layers": "number of decoder layers",
    "decoder_ffn": "inner width of the feed-forward network, for each decoder layer",
    "decoder_heads": "self-attention heads, for each decoder layer",
    "cross_heads": "heads that attend to the encoder, for each decoder layer",
    "cross_reach": (
        "which encoder layers each decoder layer attends to: -1 the last, 1 the last two, "
        "2 the last three"
    ),
}


def prompt(
    test: Translator,
    rated: Sequence[Rated],
    of: Corpus,
    *,
    without: Collection[Part] = frozenset(),
) -> str:
    """Return the whole prompt; it ends where the number is to stand."""
    blocks = [
        "" if "role" in without else _role(of),
        "" if "instructions" in without else _instructions(of, without),
        "" if "definitions" in without else _definitions(),
        *(f"{_lines(one.of, without)}\nBLEU: {one.bleu:.2f}" for one in rated),
        f"{_lines(test, without)}\nBLEU: ",
    ]
    return "\n\n".join(block for block in blocks if block)


def _role(of: Corpus) -> str:
    return (
        "You estimate how well machine translation models do. Of the architecture at the very end "
        f"you give the BLEU that it reaches on {_named(of)}, as one number and nothing else."
    )


def _instructions(of: Corpus, without: Collection[Part]) -> str:
    points = [text for part, text in _points(of) if part not in without]
    numbered = (f"{number}. {text}" for number, text in enumerate(points, start=1))
    return "\n".join(["How to go about it:", *numbered])


def _points(of: Corpus) -> Iterator[tuple[Part, str]]:
    yield (
        "dataset",
        f"The models translate {of.languages or 'text'}; they are trained and tested on {of.name}. "
        "Quality is BLEU on the validation part, from 0 to 100; more is better.",
    )
    if of.pairs:
        shown = "\n".join(f"   {one.source} => {one.target}" for one in of.pairs)
        yield "examples", f"This is what is translated:\n{shown}"
    yield (
        "backbone",
        "Each is an encoder-decoder Transformer (Vaswani et al., 2017) that was trained from "
        "scratch with that paper's optimiser and settings; only what is listed differs.",
    )
    yield (
        "efficiency",
        "GFLOPs are the billions of floating-point operations of a forward pass with one example.",
    )
    yield (
        "focus",
        "Go by the rated architectures: find how their values and their cost relate to BLEU, and "
        "carry that over to the last one.",
    )


def _definitions() -> str:
    meanings = (f"{name}: {meaning}" for name, meaning in _DEFINITIONS.items())
    return "\n".join(["What the names mean:", *meanings])


def _lines(one: Translator, without: Collection[Part]) -> str:
    lines = [f"{name}: {_said(getattr(one, name))}" for name in _DEFINITIONS]
    if "efficiency" not in without:
        lines.append(f"GFLOPs: {one.flops / 1e9:.1f}")
    return "\n".join(lines)


def _said(value: float | tuple[float, ...]) -> str:
    if isinstance(value, tuple):
        return f"[{', '.join(f'{one:g}' for one in value)}]"
    return f"{value:g}"


def _named(of: Corpus) -> str:
    return f"{of.name} ({of.languages})" if of.languages else of.name
