"""An open question to a language model with tools: it chooses which to call, and they answer.

What the user reads are the tools' own answers, which rest on what is stored; of the model's words
nothing is shown. A tool that would spend something only says that it leads to a plan.
"""

import asyncio
from collections.abc import Sequence
from typing import TYPE_CHECKING

from agent.llm.budget import Purse
from agent.llm.client import Client
from agent.llm.failures import UnusableAnswerError
from agent.prompts import CHOOSE

if TYPE_CHECKING:
    from langchain_core.messages import BaseMessage
    from langchain_core.tools import StructuredTool

_MOST_ROUNDS, _MOST_CALLS = 3, 4
_LONGEST_QUESTION = 2_000


async def answered(
    question: str, tools: "Sequence[StructuredTool]", client: Client, purse: Purse
) -> str:
    """Return the answers of the tools that the model chose for a question; empty if it chose none.

    Raises:
        UnusableAnswerError: nothing came in time, or nothing that can be used.

    """
    from langchain_core.messages import HumanMessage, SystemMessage, ToolMessage

    by_name = {tool.name: tool for tool in tools}
    messages: list[BaseMessage] = [
        SystemMessage(CHOOSE),
        HumanMessage(question[:_LONGEST_QUESTION]),
    ]
    answers: dict[str, None] = {}
    try:
        async with client.deadline() as limit:
            for _ in range(_MOST_ROUNDS):
                said = await client.chosen(messages, tools, purse, until=limit.when() or 0.0)
                if not said.tool_calls:
                    break
                messages.append(said)
                for call in said.tool_calls[:_MOST_CALLS]:
                    tool = by_name.get(call["name"])
                    result = (
                        await asyncio.to_thread(tool.invoke, call["args"])
                        if tool is not None
                        else f"There is no tool {call['name'][:60]!r}."
                    )
                    if tool is not None:
                        answers[str(result)] = None
                    messages.append(ToolMessage(str(result), tool_call_id=call["id"] or ""))
    except TimeoutError as error:
        raise UnusableAnswerError("it took too long to choose a tool") from error
    return "\n\n".join(answers)
