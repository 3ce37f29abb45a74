"""Keeps what a language model was paid to say, a small file for each prompt and model."""

from hashlib import sha256
from pathlib import Path
from tempfile import NamedTemporaryFile

from pydantic import Field, ValidationError

from tools.domain import Value
from tools.errors import HomeError


class Price(Value):
    """What answers took."""

    calls: int = 0
    read_tokens: int = 0
    wrote_tokens: int = 0
    wall_s: float = 0.0

    def __add__(self, other: "Price") -> "Price":
        """Return both together."""
        return Price(
            calls=self.calls + other.calls,
            read_tokens=self.read_tokens + other.read_tokens,
            wrote_tokens=self.wrote_tokens + other.wrote_tokens,
            wall_s=self.wall_s + other.wall_s,
        )


class Kept(Value):
    """A number that a model gave, and what it took."""

    model: str
    bleu: float = Field(ge=0, le=100)
    price: Price


class Answers:
    """The answers of one model in a folder; what is no answer of ours is as none."""

    def __init__(self, folder: Path, model: str) -> None:
        self.model = model
        self._folder = folder

    def get(self, prompt: str) -> Kept | None:
        """Return the answer to a prompt; None where it was not asked."""
        try:
            found = Kept.model_validate_json(self._path(prompt).read_text(encoding="utf-8"))
        except (OSError, UnicodeDecodeError, ValidationError):
            return None
        return found if found.model == self.model else None

    def put(self, prompt: str, *, bleu: float, price: Price) -> None:
        """Keep an answer; it stands there whole or not at all.

        Raises:
            HomeError: the folder cannot be written.

        """
        text = Kept(model=self.model, bleu=bleu, price=price).model_dump_json()
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            with NamedTemporaryFile(
                "w", encoding="utf-8", dir=self._folder, prefix=".partial-", delete=False
            ) as file:
                file.write(text)
            Path(file.name).replace(self._path(prompt))
        except OSError as error:
            raise HomeError(
                f"Cannot write to {self._folder}: {error.strerror or error}. Free some space there "
                "or make it writable, or set GREENRUNNER_HOME to a folder that is; then run again."
            ) from error

    def _path(self, prompt: str) -> Path:
        digest = sha256(f"{self.model}\x00{prompt}".encode()).hexdigest()
        return self._folder / f"{digest}.json"
