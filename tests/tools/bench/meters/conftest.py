"""A machine on which Zeus finds nothing until a test gives it something."""

import gc
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from time import process_time

import pytest
import zeus.device.cpu as zeus_cpu
import zeus.device.gpu as zeus_gpu
import zeus.device.soc as zeus_soc
from fakes import FakeCPUs, FakeGPUs, RaplTree
from zeus.device.cpu import rapl

from tools.bench.meters.rapl import RAPL_FOLDERS
from tools.bench.protocol import Power

NOBODY = 65_534


class Clock:
    """A clock that a test moves."""

    def __init__(self) -> None:
        self.now_s = 1_000.0

    def __call__(self) -> float:
        return self.now_s

    def go_on(self, wall_s: float) -> None:
        self.now_s += wall_s


@pytest.fixture
def root(monkeypatch) -> Iterator[Path]:
    """An empty folder that anybody may read: where the machine's files would lie."""
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        yield Path(folder)


@pytest.fixture(autouse=True)
def _bare_machine(monkeypatch, root):
    monkeypatch.setattr(zeus_gpu, "_gpus", None)
    monkeypatch.setattr(zeus_gpu, "nvml_is_available", lambda: False)
    monkeypatch.setattr(zeus_gpu, "amdsmi_is_available", lambda: False)
    monkeypatch.setattr(zeus_cpu, "_cpus", None)
    monkeypatch.setattr(zeus_soc, "_soc", None)
    for name, folder in zip(("RAPL_DIR", "CONTAINER_RAPL_DIR"), RAPL_FOLDERS, strict=True):
        monkeypatch.setattr(rapl, name, str(root / folder))
    for name in (
        "CUDA_VISIBLE_DEVICES",
        "HIP_VISIBLE_DEVICES",
        "ZEUSD_SOCK_PATH",
        "ZEUSD_HOST_PORT",
    ):
        monkeypatch.delenv(name, raising=False)
    rapl.rapl_is_available.cache_clear()
    # What is there already need not be looked through after the test: that takes a second.
    gc.freeze()
    yield
    rapl.rapl_is_available.cache_clear()
    # Zeus's devices say goodbye to their driver while the fake of it is still there.
    zeus_gpu._gpus = None
    gc.collect()


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def power() -> Power:
    return Power(
        w_per_core=(2, 5, 12), w_per_gib=(0, 0, 0), w_per_gpu=(10, 100, 300), source="hand-made"
    )


@pytest.fixture
def gpus(monkeypatch) -> FakeGPUs:
    """Two GPUs."""
    fake = FakeGPUs(2)
    monkeypatch.setattr(zeus_gpu, "_gpus", fake)
    return fake


@pytest.fixture
def tree(root) -> RaplTree:
    """An empty RAPL tree that Zeus takes for the machine's."""
    return RaplTree(root)


@pytest.fixture
def cpus(monkeypatch, tree) -> FakeCPUs:
    """Two CPU packages, each with its memory."""
    fake = FakeCPUs(packages=2)
    monkeypatch.setattr(zeus_cpu, "_cpus", fake)
    return fake


@pytest.fixture
def burn():
    def burning(cpu_s: float) -> None:
        started = process_time()
        while process_time() - started < cpu_s:
            pass

    return burning


@pytest.fixture
def forbid():
    """Take away the right to read a file while the context is open; root steps down for it."""

    @contextmanager
    def forbidden(path: Path) -> Iterator[None]:
        path.chmod(0o400 if os.geteuid() == 0 else 0)
        was = os.geteuid()
        if was == 0:
            os.seteuid(NOBODY)
        try:
            yield
        finally:
            os.seteuid(was)
            path.chmod(0o600)

    return forbidden
