"""What a model's config.json, and those of its reader, say of how it can be used here."""

from pydantic import BaseModel, ConfigDict, Field, JsonValue

CONFIG, WEIGHTS, TOKENIZER = "config.json", "model.safetensors", "tokenizer.json"
TOKENIZER_CONFIG, PREPROCESSOR = "tokenizer_config.json", "preprocessor_config.json"
FOREIGN_CODE = "It needs code from its own folder, which is never run."
PICKLED = "Its weights are a pickle, which can run code. Save them as safetensors."
_PICKLES = (".bin", ".pt", ".pth", ".ckpt", ".pkl", ".pickle")
_LONGEST_LABEL = 200
# What image models see where nothing says it: the usual of those trained on ImageNet.
_USUAL_SIDE, _MOST_SIDE = 224, 4_096


class UnusableError(Exception):
    """A model cannot be used here, for the reason it carries."""


class Config(BaseModel):
    """The part of config.json, tokenizer_config.json and preprocessor_config.json that decides."""

    model_config = ConfigDict(extra="ignore")

    architectures: list[str] | None = None
    id2label: dict[int, str] = Field(default_factory=dict)
    auto_map: dict[str, JsonValue] | None = None
    num_channels: JsonValue = None
    image_size: JsonValue = None
    size: JsonValue = None
    crop_size: JsonValue = None
    do_center_crop: JsonValue = None


def is_pickle(name: str) -> bool:
    """Say whether a file is a pickle by its name."""
    return name.endswith(_PICKLES)


def labels_of(config: Config) -> tuple[str, ...]:
    """Return the labels of a model's own head, in its order.

    Raises:
        UnusableError: they are no labels to show: control characters, or whole paragraphs.

    """
    labels = tuple(config.id2label[i] for i in sorted(config.id2label))
    if not all(label.isprintable() and len(label) <= _LONGEST_LABEL for label in labels):
        raise UnusableError("Its labels hold control characters or are too long to be labels.")
    return labels


def side_of(config: Config, reader: Config) -> int:
    """Return how many pixels a side an image model sees of any picture."""
    crop = reader.crop_size if reader.do_center_crop is not False else None
    sides = (_side(one) for one in (crop, reader.size, config.image_size))
    return next((side for side in sides if side), _USUAL_SIDE)


def _side(size: JsonValue) -> int:
    """Return a side in pixels, or 0 where none is said."""
    if isinstance(size, dict):
        size = size.get("height") or size.get("shortest_edge")
    if isinstance(size, list):
        size = size[0] if size else 0
    return size if isinstance(size, int) and 0 < size <= _MOST_SIDE else 0
