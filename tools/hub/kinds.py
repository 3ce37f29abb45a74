"""The kinds of transformers models that can be put to a task here, and how each is recognised."""

from collections.abc import Iterable

from tools.domain import Candidate, Listing, Model, Runtime, Strategy, Value
from tools.hub.config import (
    CONFIG,
    PICKLED,
    PREPROCESSOR,
    TOKENIZER,
    TOKENIZER_CONFIG,
    WEIGHTS,
    Config,
    UnusableError,
    is_pickle,
    side_of,
)

_CHANNELS = 3


class Kind(Value):
    """Models that read one kind of input: what they need, and the ways to put them to use."""

    task: str
    runtime: Runtime
    inputs: str
    reader: str
    """The file that turns inputs into tensors, or says how."""
    reader_config: str
    """The file that would name foreign code to do that with."""
    pipelines: tuple[str, ...]
    """The hub's tags of them, those that need no head of ours last: the first ones leave what they
    do not use of a search's limit to them."""
    own_head: str
    encoders: tuple[str, ...]
    """How the architectures end that have a head of their own, or that encode."""
    head_ways: tuple[Strategy, ...] = ("as_is",)
    speaks: bool = False
    """Whether a model knows some languages and not others."""

    def ways(self, architectures: Iterable[str] | None) -> tuple[Strategy, ...]:
        """Return how a network can be put to the task: with its own head, or as an encoder.

        Raises:
            UnusableError: in no way.

        """
        architecture = next(iter(architectures or ()), "")
        if architecture.endswith(self.own_head):
            return self.head_ways
        if architecture.endswith(self.encoders) and not architecture.endswith("LMHeadModel"):
            return ("linear_probe",)
        said = "".join(c for c in architecture[:60] if c.isprintable()) or "not said"
        raise UnusableError(f"Its architecture is {said}; {self.inputs} need an encoder.")

    def require_files(self, names: frozenset[str], place: str) -> None:
        """Check that a model has what is needed to run it.

        Raises:
            UnusableError: it lacks a file; said of its folder or its repository, as `place` says.

        """
        if CONFIG not in names:
            raise UnusableError(f"Its {place} has no {CONFIG}.")
        if WEIGHTS not in names:
            if any(map(is_pickle, names)) and not any(n.endswith(".safetensors") for n in names):
                raise UnusableError(PICKLED)
            raise UnusableError(f"Its {place} has no {WEIGHTS} in one piece.")
        if self.reader not in names:
            raise UnusableError(f"Its {place} has no {self.reader}.")

    def options(self, config: Config, reader: Config) -> dict[str, str | int | float]:
        """Return what else has to be known of a model to judge and to price it."""
        return {"input_size": side_of(config, reader)} if self is IMAGES else {}

    def require_channels(self, config: Config) -> None:
        """Check that a model sees pictures in colour, as they are shown to it.

        Raises:
            UnusableError: it sees another number of channels.

        """
        seen = config.num_channels
        if self is IMAGES and seen not in (None, _CHANNELS):
            raise UnusableError(f"It sees {seen} channels; pictures are given in {_CHANNELS}.")


TEXTS = Kind(
    task="text-classification",
    runtime="transformers",
    inputs="texts",
    reader=TOKENIZER,
    reader_config=TOKENIZER_CONFIG,
    pipelines=("sentence-similarity", "feature-extraction", "text-classification"),
    own_head="ForSequenceClassification",
    encoders=("Model", "ForMaskedLM"),
    speaks=True,
)
IMAGES = Kind(
    task="image-classification",
    runtime="transformers-vision",
    inputs="pictures",
    reader=PREPROCESSOR,
    reader_config=PREPROCESSOR,
    pipelines=("image-feature-extraction", "image-classification"),
    own_head="ForImageClassification",
    encoders=("Model", "ForMaskedImageModeling", "ForPreTraining"),
    # Image classifiers are encoders with a thousand labels, more often than with the user's.
    head_ways=("as_is", "linear_probe"),
)
KINDS = {kind.task: kind for kind in (TEXTS, IMAGES)}


def kind_of(config: Config, names: frozenset[str]) -> Kind:
    """Return the kind of a model in a folder, by its architecture, else by its files."""
    architecture = next(iter(config.architectures or ()), "")
    reads_images = PREPROCESSOR in names and TOKENIZER not in names
    return IMAGES if architecture.endswith(IMAGES.own_head) or reads_images else TEXTS


def in_each_way(
    model: Model, ways: Iterable[Strategy], labels: tuple[str, ...]
) -> tuple[Listing, ...]:
    """Return a model once for each way to use it; `labels`, of its own head, where that is used.

    The conversation's state is stored at each step: a thousand labels only where they matter.
    """
    return tuple(
        Listing(
            candidate=Candidate(model=model.id, revision=model.revision, strategy=way),
            model=model.model_copy(update={"labels": labels if way == "as_is" else ()}),
        )
        for way in ways
    )
