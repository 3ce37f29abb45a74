"""Keeps conversations on this machine: messages in SQLite, charts as files beside it."""

import json
import sqlite3
from pathlib import Path
from typing import cast
from urllib.parse import quote
from uuid import UUID

from chainlit.data.sql_alchemy import SQLAlchemyDataLayer
from chainlit.data.storage_clients.base import BaseStorageClient
from chainlit.types import ThreadDict

STORED = "/stored"
_SCHEMA = Path(__file__).with_name("history.sql")
_JSON = ("tags", "metadata", "generation", "props")
_FLAGS = ("streaming", "waitForAnswer", "isError", "defaultOpen", "autoCollapse")


class History(SQLAlchemyDataLayer):
    """Chainlit's data layer on SQLite, which has neither lists nor truth values."""

    def __init__(self, file: Path, elements: "Elements") -> None:
        super().__init__(f"sqlite+aiosqlite:///{file}", storage_provider=elements)
        self.elements = elements

    async def execute_sql(
        self, query: str, parameters: dict[str, object]
    ) -> list[dict[str, object]] | int | None:
        """Run a statement with lists and objects as JSON texts."""
        plain = {
            name: json.dumps(value) if isinstance(value, list | dict) else value
            for name, value in parameters.items()
        }
        return await super().execute_sql(query, plain)

    async def update_thread(
        self,
        thread_id: str,
        name: str | None = None,
        user_id: str | None = None,
        metadata: dict[str, object] | None = None,
        tags: list[str] | None = None,
    ) -> None:
        """Create or change a conversation; its id comes from the browser and becomes part of SQL.

        Raises:
            ValueError: the id is no UUID.

        """
        await super().update_thread(str(UUID(thread_id)), name, user_id, metadata, tags)

    async def get_all_user_threads(
        self, user_id: str | None = None, thread_id: str | None = None
    ) -> list[ThreadDict] | None:
        """Return conversations with JSON texts and truth values as what they were."""
        threads = await super().get_all_user_threads(user_id, thread_id)
        for thread in threads or []:
            for row in (thread, *thread["steps"], *(thread["elements"] or [])):
                _restore(cast("dict[str, object]", row))
        return threads


class Elements(BaseStorageClient):
    """Charts as files in a folder; `path` is where one lies."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder.resolve()

    def path(self, key: str) -> Path:
        """Return where an element lies.

        Raises:
            ValueError: the key leads out of the folder.

        """
        path = (self._folder / key).resolve()
        if not path.is_relative_to(self._folder):
            raise ValueError(f"{key} is no element")
        return path

    async def upload_file(
        self,
        object_key: str,
        data: bytes | str,
        mime: str = "application/octet-stream",
        overwrite: bool = True,
        content_disposition: str | None = None,
    ) -> dict[str, object]:
        """Write an element and return its key and address."""
        path = self.path(object_key)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data.encode() if isinstance(data, str) else data)
        return {"object_key": object_key, "url": await self.get_read_url(object_key)}

    async def delete_file(self, object_key: str) -> bool:
        """Remove an element."""
        self.path(object_key).unlink(missing_ok=True)
        return True

    async def get_read_url(self, object_key: str) -> str:
        """Return the address under which the page fetches an element."""
        return f"{STORED}/{quote(object_key)}"

    async def close(self) -> None:
        """Let go of nothing."""


def open_history(home: Path) -> History:
    """Open the conversations of a home, and make its tables where there are none."""
    file = home / "chat.sqlite"
    with sqlite3.connect(file) as connection:
        connection.executescript(_SCHEMA.read_text(encoding="utf-8"))
    connection.close()
    return History(file, Elements(home / "elements"))


def _restore(row: dict[str, object]) -> None:
    for name in _JSON:
        if isinstance(text := row.get(name), str):
            row[name] = json.loads(text)
    for name in _FLAGS:
        if row.get(name) is not None:
            row[name] = bool(row[name])
