"""What this machine is: facts that a result depends on, and an id made of them."""

import hashlib
import platform
from collections.abc import Mapping
from importlib.metadata import version
from pathlib import Path

import psutil

from tools.units import gib

_LIBRARIES = ("torch", "transformers", "onnxruntime", "tokenizers", "scikit-learn", "numpy")


def facts(threads: int) -> dict[str, str]:
    """Return CPU, memory, system and library versions; threads are those a worker may use."""
    return {
        "cpu": cpu_name(),
        "logical_cpus": str(psutil.cpu_count()),
        "memory_gib": f"{gib(psutil.virtual_memory().total):.0f}",
        "system": f"{platform.system()} {platform.machine()}",
        "python": platform.python_version(),
        "threads": str(threads),
        **{library: version(library) for library in _LIBRARIES},
    }


def fingerprint(known: Mapping[str, str]) -> str:
    """Return a short id: energy and latency are comparable only where it is the same."""
    text = "\n".join(f"{name}={value}" for name, value in sorted(known.items()))
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def cpu_name() -> str:
    """Return the CPU's marketing name, or its architecture where the system does not tell."""
    info = Path("/proc/cpuinfo")
    if info.exists():
        for line in info.read_text().splitlines():
            if line.startswith("model name"):
                return line.split(":", 1)[1].strip()
    return platform.processor() or platform.machine()
