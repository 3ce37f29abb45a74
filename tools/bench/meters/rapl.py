"""The counters of the CPU's packages and their memory: RAPL, found through Zeus.

Zeus says which zones there are, whether they may be read, and whether its daemon zeusd reads them
for us. Zones that we may read are read at the paths that Zeus names, not by its own method: that
starts a Python process a zone (57 MiB and 0.35 s of CPU each in a worker) to notice that a counter
starts anew, which the window itself can tell.
"""

import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from tools.bench.meters.counter import Count, Counter, CounterError, quiet_drivers
from tools.domain import Component

if TYPE_CHECKING:
    from zeus.device.cpu.common import CPU, CPUs
    from zeus.device.cpu.rapl import RAPLFile

# Where Zeus looks: Linux's place, and where a container is shown it (`zeus.device.cpu.rapl`).
RAPL_FOLDERS = ("sys/class/powercap/intel-rapl", "zeus_sys/class/powercap/intel-rapl")
# RAPL against a wall meter on servers: within some per cent; 10 % is our allowance, not a datum.
_ERROR = 0.10
# Intel's Software Developer's Manual: about once a millisecond. From memory.
_UPDATE_S = 1e-3
# A request to zeusd takes some milliseconds; our allowance.
_DAEMON_UPDATE_S = 1e-2
# The zone of the whole platform, on some laptops: it counts the packages again.
_PLATFORM_ZONE = "psys"

_Read = Callable[[], list[Count]]


def open_rapl(root: Path) -> Counter:
    """Return the counter of all packages and of their memory where it is counted.

    Raises:
        CounterError: there is none, or it may not be read.

    """
    folder = next((root / one for one in RAPL_FOLDERS if (root / one).exists()), None)
    if folder is None:
        raise _no_rapl(root)
    packages = [cpu for cpu in _cpus().cpus if _zone(folder, cpu) != _PLATFORM_ZONE]
    reads, by_daemon = [_read(cpu) for cpu in packages], any(map(_daemon_reads, packages))
    with quiet_drivers():
        first = [count for read in reads for count in read()]
    # Some hypervisors show zones that never count, and some CPUs memory that never does.
    idle = {count.component for count in first if count.energy_j == 0}
    components = tuple(dict.fromkeys(c.component for c in first if c.component not in idle))
    if "cpu" not in components:
        raise CounterError("RAPL is shown but counts no CPU package")
    return Counter(
        name="Zeus RAPL",
        about=f"CPU packages: {len(packages)}{', through zeusd' * by_daemon}",
        components=components,
        relative_error=_ERROR,
        update_s=_DAEMON_UPDATE_S if by_daemon else _UPDATE_S,
        counts=lambda: [
            count for read in reads for count in read() if count.component in components
        ],
        lacks="" if "memory" in components else "this CPU does not count the energy of memory",
    )


def _cpus() -> "CPUs":
    with quiet_drivers():
        from zeus.device import get_cpus
        from zeus.device.cpu.common import ZeusCPUInitError, ZeusCPUNoPermissionError

        try:
            return get_cpus()
        except ZeusCPUNoPermissionError:
            raise CounterError(
                "RAPL is there but may not be read",
                "readable RAPL needs root, or Zeus's daemon zeusd (started as root, with its "
                "socket in ZEUSD_SOCK_PATH)",
                refused=True,
            ) from None
        except ZeusCPUInitError as error:  # zeusd is named in the environment and does not serve
            raise CounterError(
                str(error),
                "have zeusd serve cpu-read, or unset ZEUSD_SOCK_PATH and ZEUSD_HOST_PORT",
                refused=True,
            ) from None


def _read(cpu: "CPU") -> _Read:
    """Return what reads one package and its memory."""
    from zeus.device.cpu.rapl import RAPLCPU

    if isinstance(cpu, RAPLCPU) and not _daemon_reads(cpu):
        return partial(_from_files, cpu)
    return partial(_from_zeus, cpu)


def _from_files(cpu: "CPU") -> list[Count]:
    counts = [_from_file("cpu", cpu.rapl_file)]
    return counts if cpu.dram is None else [*counts, _from_file("memory", cpu.dram)]


def _from_file(component: Component, zone: "RAPLFile") -> Count:
    energy_uj = float(Path(zone.energy_uj_path).read_text(encoding="ascii"))
    return Count(component, energy_uj / 1e6, zone.max_energy_range_uj / 1e6)


def _from_zeus(cpu: "CPU") -> list[Count]:
    now = cpu.get_total_energy_consumption()
    counts = [Count("cpu", now.cpu_mj / 1e3)]
    return counts if now.dram_mj is None else [*counts, Count("memory", now.dram_mj / 1e3)]


def _daemon_reads(cpu: "CPU") -> bool:
    from zeus.device.cpu.rapl import ZeusdRAPLCPU

    return isinstance(cpu, ZeusdRAPLCPU)


def _zone(folder: Path, cpu: "CPU") -> str:
    """Return the name of a zone, which anybody may read."""
    name = folder / f"intel-rapl:{cpu.cpu_index}" / "name"
    return name.read_text(encoding="ascii").strip() if name.exists() else ""


def _no_rapl(root: Path) -> CounterError:
    """Say why there is no RAPL here, and where there would be."""
    if sys.platform != "linux":
        return CounterError("RAPL is read on Linux only")
    info = root / "proc/cpuinfo"
    cpus = info.read_text(encoding="utf-8", errors="replace") if info.exists() else ""
    if "hypervisor" in cpus.split():
        return CounterError("this virtual machine shows no RAPL", "bare metal does")
    if "GenuineIntel" not in cpus and "AuthenticAMD" not in cpus:
        return CounterError("this CPU has no RAPL: Intel's and AMD's do")
    if (root / ".dockerenv").exists() or (root / "run/.containerenv").exists():
        return CounterError(
            "this container is not shown RAPL",
            "mount the host's /sys/class/powercap/intel-rapl as "
            "/zeus_sys/class/powercap/intel-rapl, where Zeus looks",
        )
    return CounterError("the kernel shows no RAPL", "try `modprobe intel_rapl_msr` as root")
