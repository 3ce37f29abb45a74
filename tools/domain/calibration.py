"""How quickly a machine does the operations that models are made of."""

from pydantic import Field

from tools.domain.values import Value


class Rate(Value):
    """The CPU seconds of one call of an operation at one shape, on so many threads as stated.

    The shape is, by kind:

    - `product`: matrices, rows, inner, columns; with one matrix its right side comes from memory,
      as weights do, else from a cache
    - `cached`: the same, where the weights come from a cache too
    - `attention`: heads of all inputs, queries, keys, width of a key, width of a value
    - `convolution`: images, channels in (of a group), channels out, kernel elements, positions out,
      groups
    - `view`: none; nothing is computed, but the call takes its time
    - `module`: none; a layer of three calls that compute nearly nothing, as models are written
    - `lookup`: rows of a table that are averaged
    - any other is torch's name for it: the elements that it reads or writes, the more
    """

    kind: str
    shape: tuple[int, ...] = ()
    s: float = Field(gt=0)


class Calibration(Value):
    """How quickly a machine does operations of several kinds, each at several shapes."""

    rates: tuple[Rate, ...]
