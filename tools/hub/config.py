"""What a model's config.json says of how it can be used here, wherever it lies."""

from pydantic import BaseModel, ConfigDict, Field, JsonValue

from tools.domain import Strategy

CONFIG, WEIGHTS, TOKENIZER = "config.json", "model.safetensors", "tokenizer.json"
TOKENIZER_CONFIG = "tokenizer_config.json"
_PICKLES = (".bin", ".pt", ".pth", ".ckpt", ".pkl", ".pickle")
_LONGEST_LABEL = 200
FOREIGN_CODE = "It needs code from its own folder, which is never run."
PICKLED = "Its weights are a pickle, which can run code. Save them as safetensors."


class UnusableError(Exception):
    """A model cannot be used here, for the reason it carries."""


class Config(BaseModel):
    """The part of config.json, and of tokenizer_config.json, that decides."""

    model_config = ConfigDict(extra="ignore")

    architectures: list[str] | None = None
    id2label: dict[int, str] = Field(default_factory=dict)
    auto_map: dict[str, JsonValue] | None = None


def strategy_of(architectures: list[str] | None) -> Strategy:
    """Return how a network can be put to a task on texts: with its own head, or as an encoder.

    Raises:
        UnusableError: it is neither a classifier nor an encoder.

    """
    architecture = architectures[0] if architectures else ""
    if architecture.endswith("ForSequenceClassification"):
        return "as_is"
    generates = architecture.endswith("LMHeadModel")
    if architecture.endswith(("Model", "ForMaskedLM")) and not generates:
        return "linear_probe"
    said = "".join(c for c in architecture[:60] if c.isprintable()) or "not said"
    raise UnusableError(f"Its architecture is {said}; texts need an encoder.")


def labels_of(config: Config) -> tuple[str, ...]:
    """Return the labels of a model's own head, in its order.

    Raises:
        UnusableError: they are no labels to show: control characters, or whole paragraphs.

    """
    labels = tuple(config.id2label[i] for i in sorted(config.id2label))
    if not all(label.isprintable() and len(label) <= _LONGEST_LABEL for label in labels):
        raise UnusableError("Its labels hold control characters or are too long to be labels.")
    return labels


def require_files(names: frozenset[str], place: str) -> None:
    """Check that a model has what is needed to run it.

    Raises:
        UnusableError: it lacks a file; said of its folder or its repository, as `place` says.

    """
    if CONFIG not in names:
        raise UnusableError(f"Its {place} has no {CONFIG}.")
    if WEIGHTS not in names:
        if any(name.endswith(_PICKLES) for name in names) and not any(
            name.endswith(".safetensors") for name in names
        ):
            raise UnusableError(PICKLED)
        raise UnusableError(f"Its {place} has no {WEIGHTS} in one piece.")
    if TOKENIZER not in names:
        raise UnusableError(f"Its {place} has no {TOKENIZER}.")
