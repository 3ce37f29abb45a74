"""The graph for LangGraph Studio (`langgraph dev` in this folder; langgraph.json names it).

Studio runs a graph on a server of its own, with checkpoints of its own, and hands no context to
the nodes; so each node here is lent the workshop that was opened with the graph.
"""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from functools import wraps
from inspect import iscoroutinefunction, signature

from langgraph.runtime import Runtime

from agent.graph import Graph, build
from agent.services import Services, open_services
from agent.settings import load_settings
from agent.state import State

Node = Callable[..., object]


@asynccontextmanager
async def graph() -> AsyncIterator[Graph]:
    """Open the workshop of the usual home, and yield the graph over it, without checkpoints.

    Raises:
        StoreLockedError: a chat or a search holds the results database.

    """
    async with open_services(load_settings()) as services:
        yield build(lambda node: _lent(node, services)).compile()


def _lent(node: Node, services: Services) -> Node:
    """Return a node that finds these services in its context, whoever runs it."""
    if "runtime" not in signature(node).parameters:
        return node

    if iscoroutinefunction(node):

        @wraps(node)
        async def run(state: State, runtime: Runtime[Services]) -> object:
            return await node(state, runtime.override(context=services))

        return run

    @wraps(node)
    def run_at_once(state: State, runtime: Runtime[Services]) -> object:
        return node(state, runtime.override(context=services))

    return run_at_once
