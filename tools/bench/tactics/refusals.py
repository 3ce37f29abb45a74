"""Why tactics cannot run: each reason a sentence for the user, None where they can.

What needs no model is asked first, without torch; what only the loaded network can tell (has it
convolutions?) when a tactic is applied.
"""

import os
import shutil
import sys
import sysconfig
from collections.abc import Iterator, Sequence
from importlib.util import find_spec
from itertools import combinations
from pathlib import Path
from typing import TYPE_CHECKING

from tools.bench.tactics.catalogue import TACTICS, find
from tools.bench.tactics.tactic import Tactic
from tools.domain import Runtime

if TYPE_CHECKING:
    import torch

_MODULES = {
    "onnx": ("onnx", "onnxscript"),
    "torchao": ("torchao",),
    "openvino": ("openvino",),
}


def refusal(tactics: Sequence[str], *, runtime: Runtime, device: str) -> str | None:
    """Return why these tactics, applied in this order, cannot run here."""
    found: list[Tactic] = []
    for name in tactics:
        tactic = find(name)
        if tactic is None:
            return f"there is no tactic {name}; there are {', '.join(TACTICS)}"
        found.append(tactic)
    alone = (why for tactic in found for why in _alone(tactic, runtime, device))
    return next(alone, None) or next(_together(found), None)


def network_refusal(tactic: Tactic, network: "torch.nn.Module") -> str | None:
    """Return why a tactic has nothing to change in a network."""
    kinds = {base.__name__ for module in network.modules() for base in type(module).__mro__}
    if not tactic.layers or kinds & set(tactic.layers):
        return None
    return f"{tactic.name} changes {' and '.join(tactic.layers)} layers, and it has none"


def _alone(tactic: Tactic, runtime: Runtime, device: str) -> Iterator[str]:
    name = tactic.name
    if runtime not in tactic.runtimes:
        what = "sets the threads of torch or ONNX Runtime"
        if tactic.kind == "network":
            what = "changes a torch model"
        yield f"{name} {what}, and this one runs on {runtime}"
    if device not in tactic.devices:
        yield f"{name} runs on {' or '.join(tactic.devices)} only, and this is {device}"
    if not all(find_spec(module) for module in _MODULES.get(tactic.extra, ())):
        extra = tactic.extra
        yield f"{name} needs the {extra} extra: pip install -e '.[{extra}]' in its folder"
    if tactic.compiles and (lacking := _lacking_to_compile()):
        yield f"{name} needs {lacking}"
    cores = _cores()
    if tactic.kind == "threads" and int(name.rpartition("_")[2]) > cores:
        yield f"{name} needs as many cores, and there are {cores}"


def _together(tactics: Sequence[Tactic]) -> Iterator[str]:
    for earlier, later in combinations(tactics, 2):
        if earlier.name == later.name or earlier.kind == later.kind != "network":
            yield f"{earlier.name} and {later.name} cannot be applied together"
        if earlier.fixes and later.kind in ("network", "threads"):
            yield f"{earlier.name} leaves {later.name} nothing to change: put {later.name} first"


def _lacking_to_compile() -> str:
    """Return what torch's code generator for the CPU misses; it calls g++, or clang++ on a Mac."""
    compiler = "clang++" if sys.platform == "darwin" else "g++"
    if shutil.which(compiler) is None:
        return f"a C++ compiler, and there is no {compiler}"
    if not Path(sysconfig.get_path("include"), "Python.h").is_file():
        return "Python's headers (python3-dev on Debian) to compile against"
    return ""


def _cores() -> int:
    """Return how many cores this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
