"""What there is to choose from, on which data, and what it would cost."""

from typing import Annotated, Literal

from pydantic import Field

from tools.domain.need import Metric, Strategy
from tools.domain.values import Interval, Value

Runtime = Literal[
    "transformers",
    "transformers-vision",
    "onnx",
    "static",
    "tfidf",
    "pixels",
    "cnn",
    "efficientnet",
]


# The files beside a designed network's weights: a `Design`, and the network for other programs.
DESIGN_NOTE, DESIGN_PROGRAM = "design.json", "network.pt2"


class Candidate(Value):
    """One deployable configuration: a model at a revision, put to the task in one way."""

    model: str
    revision: str
    strategy: Strategy
    tactics: tuple[str, ...] = ()

    @property
    def key(self) -> str:
        """The text that identifies the configuration in the store."""
        return "|".join((self.model, self.revision, self.strategy, *self.tactics))

    @property
    def parent(self) -> "Candidate":
        """The same without tactics: what they are compared with."""
        return self.model_copy(update={"tactics": ()})


class Published(Value):
    """A result that somebody published of a model: not measured here."""

    dataset: str
    metric: str
    value: float = Field(description="in the unit that it was published in")


class Model(Value):
    """What is known of a model before it runs; sizes in bytes."""

    id: str
    revision: str
    runtime: Runtime
    tasks: tuple[str, ...]
    parameters: int = Field(ge=0)
    flop: int = Field(default=0, description="of one answer, where inputs are scaled to one size")
    size_bytes: int = Field(ge=0, description="what a deployment keeps on disk")
    archives: dict[str, Annotated[int, Field(ge=0)]] = Field(
        default_factory=dict,
        description="what is still to be fetched to run it here; several models may need the same",
    )
    licence: str
    languages: tuple[str, ...] = ()
    source: str
    folder: str = Field(default="", description="where its files lie once fetched, if it has any")
    options: dict[str, str | int | float] = Field(default_factory=dict)
    labels: tuple[str, ...] = Field(default=(), description="of its own head, if any")
    config: str = Field(default="", description="where its config.json lies here, if it is known")
    dtypes: dict[str, int] = Field(default_factory=dict, description="parameters by dtype")
    weights: str = Field(default="", description="SHA-256 of its weights file, where it is known")
    base: str = Field(default="", description="the model that it was made from, as it says")
    gated: bool = Field(default=False, description="its owner decides who may have it")
    downloads: int | None = Field(default=None, description="popularity: shown, decides nothing")
    published: tuple[Published, ...] = ()
    card: str = Field(default="", description="the start of its card: text of others, escaped")

    @property
    def download_bytes(self) -> int:
        """What is still to be fetched to run it here, alone."""
        return sum(self.archives.values())


class Design(Value):
    """A network that was designed here for a dataset, as the file beside its weights says."""

    id: str
    revision: str = Field(description="the start of its weights' SHA-256")
    dataset_sha256: str
    labels: tuple[str, ...]
    layers: str = Field(description="in the words of the runtime `cnn`")
    side: int
    channels: int
    parameters: int
    flop: int = Field(description="of one answer")
    size_bytes: int
    validation_quality: float = Field(description="right on examples kept from its training")
    space: str
    genes: tuple[int | float | str, ...]
    trained: int = Field(description="networks that were trained to find it")


class Listing(Value):
    """A candidate that the search found, the model behind it, and why it was dropped, if it was."""

    candidate: Candidate
    model: Model
    dropped: str = ""


class Dataset(Value):
    """Labelled examples with a fixed split, in a JSON file; its hash identifies the content."""

    name: str
    sha256: str
    task: str
    labels: tuple[str, ...]
    n_train: int
    n_test: int
    mean_length: float = Field(description="characters of a text, pixels of an image: mean")
    largest_share: float | None = Field(
        default=None, ge=0, le=1, description="of the test examples, the commonest label's"
    )
    path: str
    description: str
    licence: str


class Scenario(Value):
    """The job that candidates are compared on."""

    task: str
    dataset: Dataset
    metric: Metric = "accuracy"
    load: Literal["single_stream"] = "single_stream"
    device: str = "cpu"
    volume_per_day: float | None = None


class Estimate(Value):
    """What a candidate would cost, predicted before anything is fetched.

    Intervals are to hold the measured value in four cases of five. Energy is that at the middle of
    the watts that are assumed, where it is modelled: that factor is the same for all.
    """

    candidate: Candidate
    family: str = Field(default="", description="of models that are alike in what they compute")
    download_s: Interval
    setup_s: Interval = Field(description="load and fit, without the download")
    latency_s: Interval
    cpu_s_per_request: Interval
    energy_j_per_request: Interval
    memory_bytes: Interval
    quality: Interval | None = Field(default=None, description="expected, by other examples")
    size_bytes: int
    download_bytes: int
    method: str
    uncorrected: dict[str, float] = Field(
        default_factory=dict,
        description="what the method said of each quantity; of quality: by size",
    )
