"""Has a language model fill in a form: by a JSON schema, else in JSON mode, else not at all."""

import json
import re
from typing import TypeVar

from pydantic import ValidationError

from agent.llm.budget import Prompt, Purse
from agent.llm.client import Client, Mode
from agent.llm.failures import RefusedError, UnusableAnswerError
from tools.domain import Value

Form = TypeVar("Form", bound=Value)

_MODES: tuple[Mode, ...] = ("json_schema", "json_object")
_FENCED = re.compile(r"\s*```(?:json)?\s*(\{.*\})\s*```\s*", re.DOTALL)


async def filled(client: Client, form: type[Form], prompt: Prompt, purse: Purse) -> Form:
    """Return a form as the model fills it in.

    A mode that fails where a plainer one works is not asked of this server again, nor is one that
    it names when it refuses.

    Raises:
        UnusableAnswerError: no mode gave a form that is filled in as it says.

    """
    try:
        async with client.deadline() as limit:
            return await _filled(client, form, prompt, purse, until=limit.when() or 0.0)
    except TimeoutError as error:
        raise UnusableAnswerError("it took too long to answer") from error


async def _filled(
    client: Client, form: type[Form], prompt: Prompt, purse: Purse, *, until: float
) -> Form:
    failed: list[Mode] = []
    why = UnusableAnswerError("its server can give no JSON")
    for mode in _MODES:
        if mode in client.lacks:
            continue
        asked, more = _asked(form, prompt, mode)
        try:
            said = await client.answer(asked, purse, until=until, mode=mode, **more)
            found = form.model_validate_json(_bare(said))
        except RefusedError as error:
            why = error
            if "response_format" in str(error) or mode in str(error):
                client.lacks.add(mode)
        except ValidationError as error:
            why = UnusableAnswerError(first_wrong(error))
        else:
            client.lacks.update(failed)
            return found
        failed.append(mode)
    raise why


def _asked(form: type[Value], prompt: Prompt, mode: Mode) -> tuple[Prompt, dict[str, object]]:
    """Return the prompt, and what the response format holds besides its type.

    In JSON mode nobody else shows the model the schema.
    """
    schema = form.model_json_schema()
    if mode == "json_schema":
        return prompt, {mode: {"name": form.__name__.lower(), "schema": schema}}
    (role, text), *rest = prompt
    return [(role, f"{text}\nAnswer with JSON of this schema:\n{json.dumps(schema)}"), *rest], {}


def _bare(said: str) -> str:
    """Return an answer without the fence that models like to put around JSON."""
    fenced = _FENCED.fullmatch(said)
    return fenced[1] if fenced else said


def first_wrong(error: ValidationError) -> str:
    """Return which field of an answer is wrong, and how."""
    place = error.errors()[0]
    where = ".".join(map(str, place["loc"]))
    if not where:
        return "its answer is not the JSON that was asked for"
    return f"its answer has a wrong {where} ({json.dumps(place['msg'])})"
