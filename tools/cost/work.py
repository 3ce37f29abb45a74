"""What a model computes for one answer: its operations by shape, whatever machine runs them."""

from math import prod

from pydantic import Field

from tools.domain import Value


class Work(Value):
    """Calls of one kind of operation at one shape.

    The shape is, by kind:

    - `product`: matrices, rows, inner, columns
    - `attention`: heads of all inputs, queries, keys, width of a key, width of a value
    - `convolution`: images, channels in (of a group), channels out, kernel elements, positions out,
      groups
    - `view`: nothing is computed, but the call takes its time
    - any other, which is torch's name for it: the elements that it reads or writes, the more
    """

    kind: str
    shape: tuple[int, ...] = ()
    calls: int = Field(default=1, ge=1)

    @property
    def flop(self) -> int:
        """Floating-point operations of all calls: two for a multiplication with its addition.

        Only products count, as is usual (`torch.utils.flop_counter` counts the same).
        """
        match self.kind:
            case "product":
                each = 2 * prod(self.shape)
            case "attention":
                heads, queries, keys, key_width, value_width = self.shape
                each = 2 * heads * queries * keys * (key_width + value_width)
            case "convolution":
                images, inside, out, kernel, positions, _ = self.shape
                each = 2 * images * inside * out * kernel * positions
            case _:
                each = 0
        return self.calls * each


class Profile(Value):
    """What one request of a stated size makes a model do, on no machine in particular."""

    parameters: int = Field(ge=0, description="each tensor once, however often it is used")
    weight_bytes: int = Field(ge=0, description="parameters and buffers as 32-bit floats")
    activation_bytes: int = Field(ge=0, description="of results that live at once, at the most")
    works: tuple[Work, ...] = ()

    @property
    def flop(self) -> int:
        """Floating-point operations of the request, products alone."""
        return sum(work.flop for work in self.works)


class Question(Value):
    """Which request to which head of which architecture is to be looked at.

    `config` is a Hugging Face config.json as text. Text models are asked with `tokens` tokens an
    input, image models with `side` x `side` pixels.
    """

    config: str
    head: str = Field(description="`encoder`, `text-classification` or `image-classification`")
    labels: int = Field(default=2, ge=1)
    batch: int = Field(default=1, ge=1)
    tokens: int = Field(default=0, ge=0)
    side: int = Field(default=0, ge=0)


class Answer(Value):
    """The profile, or why there is none, in a few words."""

    profile: Profile | None = None
    reason: str = ""
