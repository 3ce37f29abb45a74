"""The history's tables hold what Chainlit writes, and give it back as it was."""

import sqlite3
import tomllib
import warnings
from uuid import uuid4

import pytest

from ui.server import lay_out

with warnings.catch_warnings():
    # Of libraries that Chainlit brings.
    warnings.simplefilter("ignore")
    from chainlit.element import ElementDict
    from chainlit.step import StepDict
    from chainlit.types import ThreadDict
    from chainlit.user import User

    from ui.history import Elements, open_history

# Kept in tables of their own, or made when asked.
_ELSEWHERE = {"feedback", "steps", "elements"}


@pytest.mark.parametrize(
    ("table", "kind"), [("steps", StepDict), ("threads", ThreadDict), ("elements", ElementDict)]
)
def test_there_is_a_column_for_everything_that_chainlit_writes(tmp_path, table, kind):
    open_history(tmp_path)
    with sqlite3.connect(tmp_path / "chat.sqlite") as connection:
        columns = {row[1] for row in connection.execute(f"PRAGMA table_info({table})")}
    connection.close()
    assert set(kind.__annotations__) - _ELSEWHERE <= columns


async def test_a_conversation_comes_back_with_its_lists_objects_and_truth_values(tmp_path):
    history = open_history(tmp_path)
    user = await history.create_user(User(identifier="you"))
    thread = str(uuid4())
    await history.update_thread(thread, "a name", user.id, {"a": {"b": 1}}, ["tag"])
    await history.execute_sql(
        'INSERT INTO steps ("id", "name", "type", "threadId", "streaming", "metadata", "createdAt")'
        " VALUES ('1', 'you', 'user_message', :thread, 0, :metadata, '2026')",
        {"thread": thread, "metadata": {"asked": "x"}},
    )
    found = await history.get_thread(thread)
    await history.engine.dispose()
    assert (found["name"], found["tags"], found["metadata"]) == ("a name", ["tag"], {"a": {"b": 1}})
    (step,) = found["steps"]
    assert step["metadata"] == {"asked": "x"}
    assert step["streaming"] is False


async def test_an_id_that_would_become_sql_is_refused(tmp_path):
    history = open_history(tmp_path)
    with pytest.raises(ValueError, match="badly formed"):
        await history.update_thread("x') OR 1=1 --", "a name")
    await history.engine.dispose()


async def test_an_element_cannot_lie_outside_of_its_folder(tmp_path):
    elements = Elements(tmp_path / "elements")
    stored = await elements.upload_file("you/1/pareto", "{}")
    assert stored["url"] == "/stored/you/1/pareto"
    assert elements.path("you/1/pareto").read_text() == "{}"
    with pytest.raises(ValueError, match="is no element"):
        await elements.upload_file("../../outside", "x")


def test_the_page_lets_nothing_in_that_it_need_not(tmp_path):
    site = lay_out(tmp_path, "127.0.0.1", 8123)
    config = tomllib.loads((site / ".chainlit" / "config.toml").read_text())
    assert config["project"]["allow_origins"] == [
        "http://127.0.0.1:8123",
        "http://localhost:8123",
    ]
    features = config["features"]
    assert not features["unsafe_allow_html"]
    assert not features["mcp"]["enabled"]
    assert not features["spontaneous_file_upload"]["enabled"]
    assert "http" not in (site / "public" / "page.css").read_text()
