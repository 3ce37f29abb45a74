"""The one reader of the environment: what a user sets, and what worker processes are handed."""

import os
import tempfile
from pathlib import Path
from typing import Literal

from pydantic import ByteSize, Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from tools.errors import RequestError

ROOT = Path(__file__).resolve().parent.parent

# What a worker must not see: it runs models of others.
_SECRETS = ("TOKEN", "SECRET", "PASSWORD", "API_KEY", "CREDENTIAL")

# 32 MiB is the most that glibc takes: larger blocks are mapped anew each time.
_KEEP_MEMORY = {
    "MALLOC_MMAP_THRESHOLD_": str(32 * 2**20),
    "MALLOC_TRIM_THRESHOLD_": str(4 * 2**30),
}


class Settings(BaseSettings):
    """Settings, each from `GREENRUNNER_<NAME>` in the environment or a `.env` file."""

    model_config = SettingsConfigDict(
        env_prefix="GREENRUNNER_",
        env_file=".env",
        extra="ignore",
        frozen=True,
        validate_by_name=True,
        validate_by_alias=True,
    )

    home: Path = Field(default=ROOT / "data" / "state", description="what a user accumulates")
    facts: Path = Field(default=ROOT / "data", description="shipped facts")
    models: Path | None = Field(default=None, description="a folder of the user's own models")
    offline: bool = Field(default=False, description="no hub is asked")
    # Hugging Face's own settings, under the names that all its clients read.
    hub_endpoint: str = Field(default="", validation_alias="HF_ENDPOINT")
    hub_token: SecretStr | None = Field(default=None, validation_alias="HF_TOKEN")
    hub_cache: Path | None = Field(default=None, validation_alias="HF_HUB_CACHE")
    hub_offline: str = Field(default="", validation_alias="HF_HUB_OFFLINE")
    fashion: Path = Field(
        default=Path("/usr/share/datasets/fashion-mnist"),
        description="where Debian's package puts Fashion-MNIST",
    )
    threads: int = Field(default=1, ge=1, description="threads a candidate may use")
    warm_up_s: float = Field(default=2.0, ge=0, description="warm-up of a candidate, at least")
    fit_examples: int = Field(default=2_000, ge=10, description="most examples a head is fitted on")
    calibration_s: float = Field(
        default=25.0, gt=0, description="how long this machine is calibrated, once"
    )
    search_wall_s: float = Field(default=300.0, gt=0, description="time a search has by default")
    questions: int = Field(
        default=3, ge=0, le=3, description="most that a search asks, where they matter"
    )
    question_worth: float = Field(
        default=4.0, gt=0, description="points of score that a question before a plan is worth"
    )
    fresh_workers: bool = Field(default=False, description="fork no worker from a warm template")
    hang_s: float = Field(default=600.0, gt=0, description="a silent worker is ended after this")
    llm: Literal["none", "openai"] = Field(default="none", description="what reads and phrases")
    llm_base_url: str | None = Field(default=None, description="a server of OpenAI's protocol")
    llm_model: str = Field(default="", description="the model's name there")
    llm_api_key: SecretStr | None = Field(default=None, description="its key")
    llm_timeout_s: float = Field(default=30.0, gt=0, description="then the extractor reads")
    llm_tokens: int = Field(default=50_000, ge=0, description="most that a conversation may use")
    llm_phrases: bool = Field(default=True, description="it phrases recommendations, too")
    w_per_core: float | None = Field(default=None, gt=0, description="of a core that computes")
    w_per_gib: float | None = Field(default=None, ge=0, description="of memory")
    tactics: str = Field(
        default="bf16,dynamic_int8,onnx,onnx_int8,openvino",
        description="tried on the best model of a search, where they can run; empty: none",
    )
    exhaustive: bool = Field(
        default=False, description="a search measures every candidate on every example"
    )
    keep_memory: bool = Field(
        default=True, description="a worker keeps what it freed, and touches no new pages for it"
    )
    turn: Path = Field(
        default_factory=lambda: Path(tempfile.gettempdir()) / "greenrunner.turn",
        description="the lock file that whoever measures on this machine holds",
    )
    disk_limit: ByteSize | None = Field(
        default=None, description="most that models may take in the home: the oldest make room"
    )
    place: str | None = Field(default=None, description="the country or cloud region it runs in")
    grid_g_per_kwh: float | None = Field(default=None, ge=0, description="CO2e of your grid")
    usd_per_kwh: float | None = Field(default=None, ge=0, description="your electricity price")

    @property
    def asks_a_hub(self) -> bool:
        """Whether a hub is asked: neither Green Runner nor its client is told to be offline."""
        return not (self.offline or self.hub_offline.upper() in ("1", "ON", "YES", "TRUE"))

    @property
    def tactic_names(self) -> tuple[str, ...]:
        """The tactics that a search tries."""
        return tuple(name.strip() for name in self.tactics.split(",") if name.strip())

    def worker_environment(self) -> dict[str, str]:
        """Return what a worker process runs with: threads pinned, no network, no secrets.

        `OMP_WAIT_POLICY` must be set before torch is imported: idle OpenMP threads spin otherwise.
        `CUDA_DEVICE_ORDER` has CUDA number GPUs as their driver does, and not the fastest first.
        What glibc is told (mallopt(3)) is in decision 11; a value of the user's own stays.
        """
        inherited = {
            name: value
            for name, value in os.environ.items()
            if not any(word in name.upper() for word in _SECRETS)
        }
        threads = str(self.threads)
        return (
            (_KEEP_MEMORY if self.keep_memory else {})
            | inherited
            | {
                "OMP_NUM_THREADS": threads,
                "MKL_NUM_THREADS": threads,
                "OPENBLAS_NUM_THREADS": threads,
                "OMP_WAIT_POLICY": "PASSIVE",
                "CUDA_DEVICE_ORDER": "PCI_BUS_ID",
                "TOKENIZERS_PARALLELISM": "false",
                "HF_HUB_OFFLINE": "1",
                "HF_HUB_DISABLE_TELEMETRY": "1",
                "PYTHONUNBUFFERED": "1",
            }
        )

    def conditions(self) -> dict[str, str]:
        """Return what results depend on, besides the threads: what glibc is told, if anything."""
        handed = self.worker_environment()
        told = {name: value for name, value in handed.items() if name.startswith("MALLOC_")}
        if told == _KEEP_MEMORY:
            return {"freed_memory": "kept"}
        said = ", ".join(f"{name}={value}" for name, value in sorted(told.items()))
        return {"freed_memory": said or "given back"}

    def page_environment(self, site: Path, secret: str) -> dict[str, str]:
        """Return what the process of the page runs with: its folder, and no switch of others.

        `CI=true` makes Chainlit set a key of its own; the other switches are as general.
        """
        switches = ("CI", "DEBUG", "WATCH", "HEADLESS", "RUN_TARGET", "CHAINLIT_")
        inherited = {
            name: value for name, value in os.environ.items() if not name.startswith(switches)
        }
        return inherited | {
            "GREENRUNNER_OFFLINE": str(self.offline).lower(),
            "CHAINLIT_APP_ROOT": str(site),
            "CHAINLIT_AUTH_SECRET": secret,
            "TRACELOOP_TELEMETRY": "false",
            "OMP_WAIT_POLICY": "PASSIVE",
        }


def load_settings(*, offline: bool = False) -> Settings:
    """Read the settings; `offline` holds whatever they say of it.

    Raises:
        RequestError: one of them has a value that it cannot have.

    """
    try:
        return Settings(offline=True) if offline else Settings()
    except ValidationError as error:
        wrong = "; ".join(
            f"GREENRUNNER_{str(one['loc'][0]).upper()} is {one['input']!r}: {one['msg']}"
            for one in error.errors()
        )
        raise RequestError(f"{wrong}. Correct it, or unset it for the default.") from None
