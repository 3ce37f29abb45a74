"""Watches what torch is called with, and how much of what it returned lives at once.

Import it in a process of its own: it loads torch.
"""

import weakref
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from math import prod
from types import TracebackType
from typing import Self

import torch
from torch.overrides import TorchFunctionMode
from torch.utils._python_dispatch import TorchDispatchMode, _disable_current_modes

from tools.cost.work import Work

_PRODUCTS = {"mm": 0, "addmm": 1, "bmm": 0, "baddbmm": 1}
_ATTENTION = torch.nn.functional.scaled_dot_product_attention


class Watch:
    """Counts operations by kind and shape while it is entered.

    Attention is taken as one operation before torch splits it, as the CPU runs it, so it counts the
    same whatever the model was told to use.
    """

    def __init__(self) -> None:
        self._counted: Counter[tuple[str, tuple[int, ...]]] = Counter()
        self._modes = (_Operations(self._note), _Attention(self._note))
        self.peak_bytes = 0
        self._live_bytes = 0

    def __enter__(self) -> Self:
        self._entered = ExitStack()
        for mode in self._modes:
            self._entered.enter_context(mode)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._entered.__exit__(kind, error, trace)

    @property
    def works(self) -> tuple[Work, ...]:
        """What was counted, the most FLOP first."""
        found = [Work(kind=k, shape=s, calls=n) for (k, s), n in self._counted.items()]
        return tuple(sorted(found, key=lambda work: (-work.flop, work.kind, work.shape)))

    def _note(self, kind: str, shape: tuple[int, ...], made: Sequence[torch.Tensor]) -> None:
        self._counted[kind, shape] += 1
        for one in made:
            size = one.numel() * one.element_size()
            self._live_bytes += size
            weakref.finalize(one, self._gone, size)
        self.peak_bytes = max(self.peak_bytes, self._live_bytes)

    def _gone(self, size: int) -> None:
        self._live_bytes -= size


Note = Callable[[str, tuple[int, ...], Sequence[torch.Tensor]], None]


class _Operations(TorchDispatchMode):
    def __init__(self, note: Note) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self._note = note

    def __torch_dispatch__(
        self,
        func: torch._ops.OpOverload,
        types: object,
        args: Sequence[object] = (),
        kwargs: Mapping[str, object] | None = None,
    ) -> object:
        result = func(*args, **(kwargs or {}))
        made = list(_tensors([result]))
        name = func.overloadpacket.__name__
        if func.is_view or not made:
            self._note("view", (), ())
        elif name in _PRODUCTS:
            left, right = args[_PRODUCTS[name] :][:2]
            self._note("product", _product(left, right), made)
        elif name == "convolution":
            self._note("convolution", _convolution(args, made[0]), made)
        else:
            # Of a table only the rows that are looked up are read.
            read = [] if name == "embedding" else _tensors(args)
            most = max(one.numel() for one in (*read, *made))
            self._note(name, (most,), made)
        return result


class _Attention(TorchFunctionMode):
    def __init__(self, note: Note) -> None:
        super().__init__()
        self._note = note

    def __torch_function__(
        self,
        func: Callable[..., object],
        types: object,
        args: Sequence[object] = (),
        kwargs: Mapping[str, object] | None = None,
    ) -> object:
        if func is not _ATTENTION:
            return func(*args, **(kwargs or {}))
        query, key, value = _tensors([*args, *(kwargs or {}).values()][:3])
        heads = prod(query.shape[:-2])
        shape = (heads, query.shape[-2], key.shape[-2], key.shape[-1], value.shape[-1])
        with _disable_current_modes():
            made = query.new_empty((*query.shape[:-1], value.shape[-1]))
        self._note("attention", shape, [made])
        return made


def _tensors(values: Sequence[object]) -> Iterator[torch.Tensor]:
    for value in values:
        if isinstance(value, torch.Tensor):
            yield value
        elif isinstance(value, list | tuple):
            yield from _tensors(value)


def _product(left: object, right: object) -> tuple[int, ...]:
    assert isinstance(left, torch.Tensor)
    assert isinstance(right, torch.Tensor)
    matrices = prod(left.shape[:-2])
    return matrices, left.shape[-2], left.shape[-1], right.shape[-1]


def _convolution(args: Sequence[object], out: torch.Tensor) -> tuple[int, ...]:
    """Return the shape of a convolution; a transposed one is turned round."""
    image, weight, transposed, groups = args[0], args[1], args[6], args[8]
    assert isinstance(image, torch.Tensor)
    assert isinstance(weight, torch.Tensor)
    assert isinstance(groups, int)
    if transposed:
        image, out = out, image
    inside, kernel = weight.shape[1], prod(weight.shape[2:])
    return out.shape[0], inside, weight.shape[0], kernel, prod(out.shape[2:]), groups
