"""What a conversation leaves on the disk is plain JSON, and is read as nothing else."""

import sqlite3
from contextlib import closing

import pytest
from langgraph.checkpoint.serde.jsonplus import JsonPlusSerializer
from talking import copied

from agent.graph import compiled
from tools.domain import Interval

PLAIN = (str, int, float, bool, type(None))


def leaves(value):
    if isinstance(value, dict):
        assert all(isinstance(key, str) for key in value)
        value = list(value.values())
    if isinstance(value, list):
        return [leaf for one in value for leaf in leaves(one)]
    return [value]


@pytest.mark.network
async def test_every_checkpoint_holds_plain_json(searched, tmp_path):
    home = copied(searched[0], tmp_path)
    async with compiled(home) as graph:
        found = [one async for one in graph.checkpointer.alist(None)]
    written = [(n, v) for one in found for _, n, v in one.pending_writes or ()]
    assert len(found) > 5
    for one in found:
        for value in one.checkpoint["channel_values"].values():
            assert {type(leaf) for leaf in leaves(value)} <= set(PLAIN)
    # An interrupt is LangGraph's own: what it carries is plain.
    questions = [i.value for name, value in written if name == "__interrupt__" for i in value]
    assert {question["kind"] for question in questions} == {"plan"}
    others = [value for name, value in written if name != "__interrupt__"]
    assert {type(leaf) for value in (*questions, *others) for leaf in leaves(value)} <= set(PLAIN)


async def test_a_checkpoint_never_becomes_an_object_of_this_or_any_other_program(tmp_path):
    planted = Interval(low=1, mid=2, high=3, provenance="assumed")
    async with compiled(tmp_path) as graph:
        serde = graph.checkpointer.serde
        read = serde.loads_typed(JsonPlusSerializer().dumps_typed({"request": planted}))
    assert not isinstance(read["request"], Interval)


@pytest.mark.network
def test_evidence_is_not_kept_in_checkpoints(searched, tmp_path):
    home = copied(searched[0], tmp_path)
    with closing(sqlite3.connect(home / "checkpoints.sqlite")) as connection:
        sizes = connection.execute("SELECT length(checkpoint) FROM checkpoints").fetchall()
    assert max(sizes)[0] < 100_000
