"""What this machine is: facts that a result depends on, and an id made of them."""

import contextlib
import hashlib
import platform
import subprocess
from collections.abc import Iterator, Mapping
from importlib.metadata import version
from pathlib import Path

import psutil

from tools.bench import devices, driver
from tools.units import gib

# Implementer and part of cores that servers use (Linux's `arch/arm64/include/asm/cputype.h`, from
# memory): Graviton 2 and Altra are N1, Graviton 3 is V1, Graviton 4 and Grace are V2.
_ARM_CORES = {
    ("0x41", "0xd0c"): "Arm Neoverse-N1",
    ("0x41", "0xd40"): "Arm Neoverse-V1",
    ("0x41", "0xd49"): "Arm Neoverse-N2",
    ("0x41", "0xd4f"): "Arm Neoverse-V2",
    ("0xc0", "0xac3"): "Ampere-1",
}

_LIBRARIES = ("torch", "transformers", "onnxruntime", "tokenizers", "scikit-learn", "numpy")
_CLOCK = Path("/sys/devices/system/cpu/cpu0/cpufreq")


def facts(threads: int) -> dict[str, str]:
    """Return CPU, memory, system and library versions; threads are those a worker may use.

    With them what bounds the CPU's clock and the GPUs that torch can use, where there is such a
    thing; only what stays until somebody changes it.
    """
    return {
        "cpu": cpu_name(),
        **dict(cpu_clock(_CLOCK)),
        "logical_cpus": str(psutil.cpu_count()),
        "memory_gib": f"{gib(psutil.virtual_memory().total):.0f}",
        "system": f"{platform.system()} {platform.machine()}",
        "python": platform.python_version(),
        "threads": str(threads),
        **{library: version(library) for library in _LIBRARIES},
        **dict(_gpu_facts()),
    }


def fingerprint(known: Mapping[str, str]) -> str:
    """Return a short id: energy and latency are comparable only where it is the same."""
    text = "\n".join(f"{name}={value}" for name, value in sorted(known.items()))
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def cpu_name(root: Path = Path("/")) -> str:
    """Return the CPU's marketing name, or its architecture where the system does not tell.

    Of ARM boards that is the board's name, of ARM servers the core's. `root` holds `/proc`.
    """
    if platform.system() == "Darwin":
        return _said_by_sysctl() or platform.machine()
    info = root / "proc/cpuinfo"
    told = _first_values(info.read_text(errors="replace")) if info.exists() else {}
    core = _ARM_CORES.get((told.get("CPU implementer", ""), told.get("CPU part", "")))
    named = told.get("Model") or told.get("model name") or core
    return named or platform.processor() or platform.machine()


def _first_values(info: str) -> dict[str, str]:
    """Return each field of /proc/cpuinfo as its first processor has it."""
    pairs = [line.partition(":") for line in info.splitlines() if ":" in line]
    return {name.strip(): value.strip() for name, _, value in reversed(pairs)}


def _said_by_sysctl() -> str:
    """Return macOS's name of the CPU, such as Apple M2."""
    with contextlib.suppress(OSError):
        command = ["/usr/sbin/sysctl", "-n", "machdep.cpu.brand_string"]
        return subprocess.run(command, capture_output=True, text=True, check=False).stdout.strip()
    return ""


def cpu_clock(folder: Path) -> Iterator[tuple[str, str]]:
    """Yield the governor and the bounds that Linux keeps the clock of a CPU in (cpufreq)."""
    names = ("scaling_governor", "scaling_min_freq", "scaling_max_freq")
    with contextlib.suppress(OSError, ValueError):
        governor, *bounds_khz = [(folder / name).read_text().strip() for name in names]
        low, high = (round(int(khz) / 1_000) for khz in bounds_khz)
        yield "cpu_clock", f"{governor}, {low} to {high} MHz"


def _gpu_facts() -> Iterator[tuple[str, str]]:
    """Yield the GPUs by name, their power limits, their driver, and torch's code for them."""
    code = devices.gpu_code()
    gpus = driver.gpus() if code not in (None, "Metal") else None
    if code is None or not gpus:
        return
    yield "gpus", ", ".join(driver.names())
    yield "gpu_code", code
    limits_mw = [driver.told(gpu.get_power_management_limit) for gpu in gpus.gpus]
    if all(limits_mw):
        yield "gpu_power_limits", ", ".join(f"{mw / 1_000:.0f} W" for mw in limits_mw if mw)
    if (driver_version := driver.version()) is not None:
        yield "gpu_driver", driver_version
