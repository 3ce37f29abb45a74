"""The composition root: what the nodes reach the world through, put together in one place."""

import gc
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from secrets import token_hex
from typing import NamedTuple

import psutil

from agent.effort import Cut, OwnCpu
from agent.electricity import load_known, place_of
from agent.line import Line
from agent.llm import Book, Client, OpenAIReader, Purse, Reader, client_for
from agent.settings import Settings
from tools.bench import machine
from tools.bench.calibrating.measure import calibrated
from tools.bench.client import Bench
from tools.bench.protocol import Power
from tools.bench.watts import watts
from tools.cost.places import Place, Places
from tools.domain import Calibration, Candidate, Evidence, Metric, Request, Setup, Window
from tools.errors import HomeError
from tools.hub.catalogue import Catalogue, load_catalogue
from tools.hub.index import PackageIndex, pip_settings
from tools.hub.live import LiveHub
from tools.results.store import Store, open_store

# Workers may keep half of what is free at the start; one may use four fifths of it.
_RESIDENT_SHARE, _WORKER_SHARE = 0.5, 0.8


class Summary(NamedTuple):
    """The sum of a candidate's windows, what it is the sum of, and what its quality is."""

    windows: tuple[Window, ...]
    setup: Setup
    metric: Metric
    evidence: Evidence | None

    def is_of(self, windows: tuple[Window, ...], setup: Setup, metric: Metric) -> bool:
        """Say whether it sums up these very windows of this very set-up."""
        return self.windows is windows and self.setup is setup and self.metric == metric


@dataclass
class Services:
    """The workshop as the conversations of a process see it."""

    settings: Settings
    catalogue: Catalogue
    store: Store
    bench: Bench
    power: Power
    places: Places
    machine_facts: dict[str, str]
    free_memory_bytes: int
    llm: Client | None = None
    reader: Reader | None = field(init=False)
    session: str = field(default_factory=lambda: token_hex(4), init=False)
    """Names what was measured close in time: the blocks of windows."""
    line: Line = field(init=False)
    hub: LiveHub = field(init=False)
    own_cpu: OwnCpu = field(default_factory=OwnCpu, init=False)
    unbooked: dict[str, Cut] = field(default_factory=dict, init=False)
    """What a conversation's step cost that was cancelled, until somebody books it."""
    summaries: dict[Candidate, Summary] = field(default_factory=dict, init=False)
    """The newest of each candidate: most stay the same from one step to the next."""
    purses: dict[str, Purse] = field(default_factory=dict, init=False)
    """What each conversation's language model used, also in turns that ended in an error."""
    _index: PackageIndex | None = field(default=None, init=False)

    def __post_init__(self) -> None:
        self.line = Line(self.settings.turn)
        self.reader = OpenAIReader(self.llm) if self.llm else None
        token = self.settings.hub_token
        self.hub = LiveHub(
            endpoint=self.settings.hub_endpoint or None,
            token=token.get_secret_value() if token else None,
            offline=not self.settings.asks_a_hub,
        )

    @property
    def machine(self) -> str:
        """The id of this machine with its library versions."""
        return machine.fingerprint(self.machine_facts)

    @property
    def worker_memory_bytes(self) -> int:
        """What one worker may allocate."""
        return int(self.free_memory_bytes * _WORKER_SHARE)

    def place_of(self, request: Request) -> Place:
        """Return where a request runs, with what a kWh emits and costs there."""
        return place_of(request, self.settings, self.places)

    def purse_of(self, thread: str, kept: object) -> Purse:
        """Return what a conversation may have its language model read; `kept` is of its state."""
        if thread not in self.purses:
            here = self.llm is not None and self.llm.is_local
            self.purses[thread] = Purse(
                self.settings.llm_tokens,
                w_per_core=self.power.w_per_core if here else None,
                book=Book.model_validate(kept or {}),
            )
        return self.purses[thread]

    def index(self) -> PackageIndex:
        """Return pip's settings, asked for once and only when something must be fetched."""
        if self._index is None:
            self._index = pip_settings(sys.executable)
        return self._index

    def is_calibrated(self) -> bool:
        """Say whether this machine was calibrated before."""
        return self.store.calibration(self.machine) is not None

    async def calibration(self) -> Calibration:
        """Return this machine's calibration, measured once and then remembered.

        Who calls this stands first in line, unless `is_calibrated` says yes.
        """
        if (stored := self.store.calibration(self.machine)) is not None:
            return Calibration.model_validate_json(stored)
        environment = self.settings.worker_environment()
        found = await calibrated(environment, self.settings.calibration_s)
        self.store.record_calibration(self.machine, found.model_dump_json())
        return found


def collect_seldom() -> None:
    """Let Python look for cycles of garbage less often.

    An answer makes thousands of values and keeps few. By default every seventy thousand lead to a
    look through all that a process holds, which takes longer than the answer.
    """
    gc.set_threshold(100_000, 10, 10)


@asynccontextmanager
async def open_services(settings: Settings) -> AsyncIterator[Services]:
    """Open the store and the bench; leaving ends all workers and lets go of the store.

    Raises:
        HomeError: the home folder cannot be made or written.
        StoreLockedError: another process holds the results database.
        RequestError: the place that is set is unknown.

    """
    make_home(settings.home)
    collect_seldom()
    free = psutil.virtual_memory().available
    with open_store(settings.home / "results.duckdb") as store:
        bench = Bench(
            settings.worker_environment(),
            most_resident_bytes=int(free * _RESIDENT_SHARE),
            templates=not settings.fresh_workers,
        )
        async with bench:
            assumed = power(settings)
            services = Services(
                settings=settings,
                catalogue=load_catalogue(settings.facts / "catalogue.toml"),
                store=store,
                bench=bench,
                power=assumed,
                places=load_known(settings),
                # Energies that rest on other watts are not compared.
                machine_facts=machine.facts(settings.threads)
                | settings.conditions()
                | assumed.facts(),
                free_memory_bytes=free,
                llm=client_for(settings),
            )
            store.record_machine(services.machine, services.machine_facts)
            yield services


def make_home(home: Path) -> None:
    """Make the home folder.

    Raises:
        HomeError: it cannot be made or written.

    """
    try:
        home.mkdir(parents=True, exist_ok=True)
        probe = home / ".writable"
        probe.touch()
        probe.unlink()
    except OSError as error:
        raise HomeError(
            f"The folder {home} cannot be written ({error.strerror}). Make room or give yourself "
            "the right to write there, or set GREENRUNNER_HOME to another folder."
        ) from error


def power(settings: Settings) -> Power:
    """Return the watts that the modelled meter assumes here."""
    return watts(
        machine.cpu_name(),
        settings.facts / "devices.toml",
        w_per_core=settings.w_per_core,
        w_per_gib=settings.w_per_gib,
    )
