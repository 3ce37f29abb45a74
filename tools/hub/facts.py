"""What a hub's answer says of one model, read as data that anybody may have written."""

import html
import math
import re
from collections.abc import Iterator, Mapping
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, JsonValue, TypeAdapter, ValidationError

from tools.domain import Published
from tools.hub.config import UnusableError
from tools.hub.licences import spdx

# As the hub forms them: an owner and a name, in ASCII, without two dots in a row.
_ID = re.compile(r"(?:[A-Za-z0-9][\w.-]{0,95}/)?[A-Za-z0-9][\w.-]{0,95}", re.ASCII)
_COMMIT = re.compile(r"[0-9a-f]{40}")
_LANGUAGE = re.compile(r"[a-z]{2,3}(?:-[A-Za-z0-9]{2,8})?|multilingual|code")
_MARKUP = re.compile(r"<[^>]*>|!?\[([^\]]*)\]\([^)]*\)|[#*_`|~>\[\]]+")
_LONGEST_CARD, _MOST_PUBLISHED = 300, 5
# More bytes or numbers than any model has: what is beyond would not fit into a float either.
_MOST = 10**15
Count = Annotated[int, Field(ge=0, le=_MOST)]


class _Said(BaseModel):
    model_config = ConfigDict(extra="ignore")


class Lfs(_Said):
    """A large file by its content."""

    sha256: str = Field(pattern=r"^[0-9a-f]{64}$")
    size: Count


class File(_Said):
    """One file of a repository; the size only where it was asked for."""

    rfilename: str
    size: Count | None = None
    lfs: Lfs | None = None


class Tensors(_Said):
    """How many numbers of which kind the weights are."""

    parameters: dict[str, Count] = Field(default_factory=dict)
    total: Count = 0


class Facts(_Said):
    """One model as the hub describes it."""

    id: str
    sha: str = ""
    gated: bool | str | None = False
    disabled: bool | None = False
    downloads: Count | None = None
    created_at: str = Field(default="", alias="createdAt")
    tags: list[str] | None = None
    card: dict[str, JsonValue] | None = Field(default=None, alias="cardData")
    config: dict[str, JsonValue] | None = None
    safetensors: Tensors | None = None
    siblings: list[File] | None = None
    results: JsonValue = Field(default=None, alias="evalResults")
    index: JsonValue = Field(default=None, alias="model-index")

    @property
    def names(self) -> frozenset[str]:
        """The files."""
        return frozenset(one.rfilename for one in self.siblings or ())

    def file(self, name: str) -> File | None:
        """Return what is said of a file."""
        return next((one for one in self.siblings or () if one.rfilename == name), None)

    @property
    def architectures(self) -> list[str] | None:
        """The classes of transformers that it is made for; None where nothing is said."""
        named = (self.config or {}).get("architectures")
        return [str(one) for one in named] if isinstance(named, list) else None

    @property
    def needs_code(self) -> bool:
        """Whether it says that it runs only with code of its own."""
        return "custom_code" in (self.tags or ()) or bool((self.config or {}).get("auto_map"))

    @property
    def licence(self) -> str:
        """The licence by its SPDX id where it has one; nothing where none is said."""
        named = (self.card or {}).get("license")
        tagged = [tag.partition(":")[2] for tag in self.tags or () if tag.startswith("license:")]
        first = (_strings(named) or tagged)[:1]
        if first == ["other"]:
            first = _strings((self.card or {}).get("license_name"))[:1] or first
        return plain(spdx(first[0]), 60) if first else ""

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages that it says it knows."""
        said = (self.card or {}).get("language")
        # YAML reads the code of Norwegian as a truth value.
        named = ["no"] if said is False else _strings(said)
        return tuple(one for one in named[:20] if _LANGUAGE.fullmatch(one))

    @property
    def base(self) -> str:
        """The model that it says it was made from."""
        named = _strings((self.card or {}).get("base_model"))
        return named[0] if named and _ID.fullmatch(named[0]) else ""

    @property
    def published(self) -> tuple[Published, ...]:
        """Results that its card or its result files state, a few."""
        found = (*_from_results(self.results), *_from_index(self.index))
        return tuple(dict.fromkeys(found))[:_MOST_PUBLISHED]


def read_facts(entry: JsonValue) -> Facts:
    """Read what a hub says of one model.

    Raises:
        UnusableError: it is not as a hub describes models, or names what no model can be called.

    """
    try:
        facts = Facts.model_validate(entry)
    except (ValidationError, RecursionError):
        raise UnusableError("What the hub says of it cannot be read.") from None
    if not _ID.fullmatch(facts.id) or ".." in facts.id:
        raise UnusableError("No model of a hub can be called so.")
    if not _COMMIT.fullmatch(facts.sha):
        raise UnusableError("The hub does not say which commit it is at.")
    return facts


class _Blob(_Said):
    oid: str = Field(pattern=r"^[0-9a-f]{64}$")
    size: Count


class _Leaf(_Said):
    type: str
    path: str
    size: Count
    lfs: _Blob | None = None


def read_tree(entries: JsonValue) -> list[File]:
    """Read a listing of the files at the top of a repository.

    Raises:
        UnusableError: it is not one.

    """
    try:
        leaves = TypeAdapter(list[_Leaf]).validate_python(entries)
    except (ValidationError, RecursionError):
        raise UnusableError("What the hub says of its files cannot be read.") from None
    return [
        File(
            rfilename=one.path,
            size=one.size,
            lfs=Lfs(sha256=one.lfs.oid, size=one.lfs.size) if one.lfs else None,
        )
        for one in leaves
        if one.type == "file"
    ]


def plain(text: str, most: int) -> str:
    """Return text of others on one line, without what cannot be seen, cut to `most` characters."""
    seen = "".join(c if c.isprintable() else " " for c in text[: 4 * most])
    line = " ".join(seen.split())
    return line if len(line) <= most else f"{line[: most - 1]}…"


def card_text(card: str) -> str:
    """Return the start of a model card's prose, shortened and escaped: to show, and nothing else.

    It may be addressed to a language model; nothing in this project hands it to one.
    """
    _, _, after = (
        card.removeprefix("---").partition("\n---") if card[:3] == "---" else ("", "", card)
    )
    return html.escape(plain(_MARKUP.sub(r" \1", after), _LONGEST_CARD))


def _strings(said: JsonValue) -> list[str]:
    listed = said if isinstance(said, list) else [said]
    return [one for one in listed if isinstance(one, str) and one]


def _from_results(said: JsonValue) -> Iterator[Published]:
    for one in _mappings(said):
        dataset, value = one.get("dataset"), _number(one.get("value"))
        if isinstance(dataset, dict) and value is not None:
            metric = str(dataset.get("task_id") or "")
            yield _published(str(dataset.get("id") or ""), metric, value)


def _from_index(said: JsonValue) -> Iterator[Published]:
    for model in _mappings(said):
        for result in _mappings(model.get("results")):
            dataset = result.get("dataset")
            name = str(dataset.get("name") or "") if isinstance(dataset, dict) else ""
            for metric in _mappings(result.get("metrics")):
                if (value := _number(metric.get("value"))) is not None:
                    yield _published(name, str(metric.get("type") or ""), value)


def _published(dataset: str, metric: str, value: float) -> Published:
    return Published(dataset=plain(dataset, 80), metric=plain(metric, 40), value=value)


def _mappings(said: JsonValue) -> Iterator[Mapping[str, JsonValue]]:
    if isinstance(said, list):
        yield from (one for one in said if isinstance(one, dict))


def _number(said: JsonValue) -> float | None:
    if isinstance(said, bool) or not isinstance(said, int | float):
        return None
    # An integer of the hub may be larger than any float.
    return float(said) if abs(said) < 1e300 and math.isfinite(said) else None
