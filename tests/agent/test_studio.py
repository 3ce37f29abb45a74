"""The graph as LangGraph Studio opens it: by the file that names it, without a context."""

import json
from importlib import import_module
from pathlib import Path

import pytest
from langgraph.checkpoint.memory import InMemorySaver
from langgraph.graph.state import CompiledStateGraph

from agent import studio

ROOT = Path(__file__).parents[2]


@pytest.fixture
def home(tmp_path, monkeypatch):
    for name, value in {"HOME": tmp_path, "QUESTIONS": 0, "CALIBRATION_S": 1}.items():
        monkeypatch.setenv(f"GREENRUNNER_{name}", str(value))
    return tmp_path


def test_the_file_names_a_graph_that_is_there():
    named = json.loads((ROOT / "langgraph.json").read_text())["graphs"]["greenrunner"]
    file, _, name = named.partition(":")
    assert (ROOT / file).is_file()
    assert getattr(import_module("agent.studio"), name) is studio.graph


async def test_it_answers_without_being_handed_a_context(home):
    async with studio.graph() as graph:
        assert isinstance(graph, CompiledStateGraph)
        thread = {"configurable": {"thread_id": "studio"}}
        graph.checkpointer = InMemorySaver()
        thanked = await graph.ainvoke({"said": {"text": "thank you"}}, thread)
        asked = await graph.ainvoke({"said": {"text": "the greenest model, please"}}, thread)
    assert thanked["answer"].startswith("You are welcome.")
    assert asked["__interrupt__"][0].value["field"] == "task"
