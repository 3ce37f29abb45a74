"""Looks at one hub model closer: its files, its config.json and the header of its weights."""

from pydantic import ValidationError

from tools.domain import Listing, Model
from tools.errors import HomeError
from tools.hub.client import HubClient, Place
from tools.hub.config import (
    CONFIG,
    FOREIGN_CODE,
    WEIGHTS,
    Config,
    UnusableError,
    labels_of,
)
from tools.hub.facts import Facts, card_text
from tools.hub.header import PREFIX_BYTES, header_length, parsed
from tools.hub.home import require_room, write_whole
from tools.hub.kinds import in_each_way
from tools.hub.limits import broken_limit
from tools.hub.replies import Allowance, HubError
from tools.hub.screen import Limits, outline
from tools.hub.snapshot import (
    MOST_ABOUT_BYTES,
    config_of,
    described,
    folder_of,
    missing,
    needed,
)

_CARD, _CARD_BYTES = "README.md", 8_000


class Closer:
    """What is learned of one model, within one allowance of bytes."""

    def __init__(self, listed: Facts, client: HubClient, limits: Limits) -> None:
        self._client, self._limits, self._listed = client, limits, listed
        self._home, self._kind = limits.home, limits.kind
        self._allowance = Allowance(MOST_ABOUT_BYTES)
        self.facts = listed

    @property
    def weights(self) -> str:
        """The SHA-256 of its weights, where the hub says it."""
        file = self.facts.file(WEIGHTS)
        return file.lfs.sha256 if file is not None and file.lfs is not None else ""

    def look_at_files(self) -> None:
        """Ask for access, if that is needed, and then for the files and their sizes.

        Raises:
            HubError: the hub does not answer.
            UnusableError: there is no access, or a limit is broken.

        """
        if self._listed.gated and not self._client.allows(self._listed.id):
            raise UnusableError("Its owner decides who may have it, and has not let you.")
        self.facts = described(self._client, self._listed.id, self._listed.sha, self._allowance)
        self._kind.require_files(self.facts.names, "repository")
        size = sum(one.size or 0 for one in needed(self.facts))
        sized = {
            "size_bytes": size,
            "archives": missing(self._model, needed(self.facts), self._home),
        }
        known = self._model.model_copy(update=sized)
        if reason := broken_limit(known, self._limits.requirements, self._limits.budget):
            raise UnusableError(reason)
        try:
            require_room(self._home, known.download_bytes)
        except HomeError as no_room:
            raise UnusableError(str(no_room)) from None

    def listings(self) -> tuple[Listing, ...]:
        """Return the model in each way that it can be used, with all that is known before weights.

        Raises:
            HubError: the hub does not answer.
            UnusableError: it cannot be used here.
            HomeError: its config.json cannot be kept.

        """
        config, reader = self._configs()
        ways = self._kind.ways(config.architectures)
        labels = labels_of(config) if "as_is" in ways else ()
        dtypes = self._dtypes()
        files = needed(self.facts)
        model = self._model.model_copy(
            update={
                "parameters": sum(dtypes.values()),
                "dtypes": dtypes,
                "size_bytes": sum(one.size or 0 for one in files),
                "archives": missing(self._model, files, self._home),
                "folder": str(folder_of(self._model, self._home)),
                "config": str(config_of(self._model, self._home)),
                "options": self._kind.options(config, reader),
                "weights": self.weights,
                "published": self._listed.published,
                "card": self._card(),
            }
        )
        return in_each_way(model, ways, labels)

    @property
    def _model(self) -> Model:
        return outline(self._listed, self._kind)

    def _configs(self) -> tuple[Config, Config]:
        """Return what config.json says, and what the file says that its reader is made by."""
        raw, named = self._file(CONFIG), self._kind.reader_config
        try:
            text = raw.decode("utf-8")
            config, reader = Config.model_validate_json(text), Config()
            if self._may_read(named):
                reader = Config.model_validate_json(self._file(named))
        except (UnicodeDecodeError, ValidationError):
            raise UnusableError(f"Its {CONFIG} or {named} cannot be read.") from None
        if config.auto_map or reader.auto_map:
            raise UnusableError(FOREIGN_CODE)
        self._kind.require_channels(config)
        write_whole(config_of(self._model, self._home), text)
        return config, reader

    def _dtypes(self) -> dict[str, int]:
        """Return the parameters by dtype: from the header, or as the hub counted them."""
        file = self.facts.file(WEIGHTS)
        size = (file.size if file is not None else None) or 0
        try:
            prefix = self._part(WEIGHTS, 0, PREFIX_BYTES) if size else b""
            length = header_length(prefix)
            if PREFIX_BYTES + length > size:
                raise ValueError("the header is longer than the file")
            if length > self._allowance.left_bytes - _CARD_BYTES:
                return self._counted()
            raw = self._part(WEIGHTS, PREFIX_BYTES, length)
            if len(raw) < length:
                raise ValueError("the header is cut short")
            return parsed(raw).dtypes
        except ValueError:
            raise UnusableError(f"Its {WEIGHTS} is damaged.") from None

    def _counted(self) -> dict[str, int]:
        counted = self._listed.safetensors.parameters if self._listed.safetensors else {}
        if not counted:
            raise UnusableError("The header of its weights is too long to be read.")
        return counted

    def _card(self) -> str:
        """Return the start of its card; a card that cannot be had is no reason against it."""
        if _CARD not in self.facts.names:
            return ""
        try:
            return card_text(self._part(_CARD, 0, _CARD_BYTES).decode("utf-8", "replace"))
        except (UnusableError, HubError):
            return ""

    def _may_read(self, name: str) -> bool:
        file = self.facts.file(name)
        return file is not None and (file.size or 0) <= self._allowance.left_bytes // 2

    def _file(self, name: str) -> bytes:
        file = self.facts.file(name)
        size = (file.size if file is not None else None) or 0
        if size > self._allowance.left_bytes:
            raise UnusableError(f"Its {name} is {size:,} bytes long, which is too much to read.")
        return self._part(name, 0, max(size, 1))

    def _part(self, name: str, start: int, length: int) -> bytes:
        place = Place(self._listed.id, self._listed.sha, name)
        return self._client.part(place, start, length, self._allowance)
