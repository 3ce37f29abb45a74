r"""What happens, in order: the only place that strings the stages together.

    listen -> understand -> clarify? -> search -> price -> ask? -> plan? -> measure* -> decide
       \-> answer (a follow-up, from the store)                          -> weigh?,    -> explain
             \-> price, plan or design; with other data: clarify              design?

The chat, the page and `ask` all run this graph. It stops at `clarify`, `ask`, `plan`, `weigh`
and `design` for an answer; who would rather have another candidate has the race go on, and so does
a network that was designed because nothing fits.
"""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

from langgraph.graph import END, START, StateGraph
from langgraph.graph.state import CompiledStateGraph

from agent.checkpoints import open_checkpoints
from agent.nodes.answer import answer
from agent.nodes.ask import ask
from agent.nodes.clarify import clarify
from agent.nodes.decide import decide, explain
from agent.nodes.design import design
from agent.nodes.measure import measure
from agent.nodes.plan import plan
from agent.nodes.search import price, search
from agent.nodes.understand import listen, read_request
from agent.nodes.weigh import weigh
from agent.services import Services
from agent.state import State

Graph = CompiledStateGraph[State, Services, State, State]


_NODES: dict[str, Callable[..., object]] = {
    "listen": listen,
    "understand": read_request,
    "clarify": clarify,
    "search": search,
    "price": price,
    "ask": ask,
    "plan": plan,
    "measure": measure,
    "weigh": weigh,
    "design": design,
    "decide": decide,
    "explain": explain,
    "answer": answer,
}


def build(
    lent: Callable[[Callable[..., object]], Callable[..., object]] | None = None,
) -> StateGraph[State, Services, State, State]:
    """Return the graph, not yet compiled.

    `lent` may put something around each node, and then no context is handed to them.
    """
    graph = StateGraph(State, context_schema=None if lent else Services)
    for name, node in _NODES.items():
        graph.add_node(name, lent(node) if lent else node)
    graph.add_edge(START, "listen")
    graph.add_conditional_edges("listen", _next, ["understand", "answer"])
    graph.add_edge("understand", "clarify")
    graph.add_conditional_edges("clarify", _next, ["search", END])
    graph.add_edge("search", "price")
    graph.add_edge("price", "ask")
    graph.add_edge("ask", "plan")
    graph.add_conditional_edges("plan", _next, ["measure", "weigh", "design", "decide"])
    graph.add_conditional_edges("measure", _next, ["measure", "weigh", "design", "decide"])
    graph.add_conditional_edges("design", _next, ["measure", "decide"])
    graph.add_conditional_edges("weigh", _next, ["measure", "plan"])
    graph.add_edge("decide", "explain")
    graph.add_edge("explain", END)
    graph.add_conditional_edges("answer", _next, ["clarify", "price", "plan", "design", END])
    return graph


@asynccontextmanager
async def compiled(home: Path) -> AsyncIterator[Graph]:
    """Compile the graph with its checkpoints in `home/checkpoints.sqlite`."""
    async with open_checkpoints(home) as checkpoints:
        yield build().compile(checkpointer=checkpoints)


def _next(state: State) -> str:
    return state["next"]
