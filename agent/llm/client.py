"""The connection to a model behind OpenAI's protocol: time-outs, retries, and what is paid.

A call ends in time whatever the server does: one deadline holds for all tries together, because
the time-out of an HTTP client starts anew with each byte.
"""

import asyncio
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import contextmanager
from ipaddress import ip_address
from time import monotonic
from typing import TYPE_CHECKING, Literal, cast
from urllib.parse import urlsplit

from agent.llm.budget import Prompt, Purse, Usage, estimated_prompt, estimated_tokens
from agent.llm.failures import SpentError, UnusableAnswerError, unusable, wait_s
from agent.settings import Settings
from tools.errors import RequestError

if TYPE_CHECKING:
    from langchain_core.messages import AIMessage, BaseMessage
    from langchain_core.tools import StructuredTool

    Asking = Callable[[], Awaitable[BaseMessage]]

Mode = Literal["json_schema", "json_object"]

_LIST_TIMEOUT_S = 5.0
_LONGEST_ANSWER_TOKENS = 800
# No token is so long: what is longer was not limited as it was told.
_LONGEST_ANSWER = 40 * _LONGEST_ANSWER_TOKENS
_WAITS_S = (0.5, 1.0)


class Client:
    """A model behind OpenAI's protocol: OpenAI's own, llama.cpp, vLLM, Ollama.

    `lacks` are the modes that its server was found not to have, for the life of the process.
    """

    def __init__(self, settings: Settings, *, longest_tokens: int = _LONGEST_ANSWER_TOKENS) -> None:
        from langchain_openai import ChatOpenAI

        self._longest_tokens = longest_tokens
        self.model = settings.llm_model
        self.is_local = _is_local(settings.llm_base_url)
        self.lacks: set[Mode] = set()
        self._timeout_s = settings.llm_timeout_s
        self._chat = ChatOpenAI(
            model=settings.llm_model,
            base_url=settings.llm_base_url,
            api_key=settings.llm_api_key,
            timeout=settings.llm_timeout_s,
            temperature=0,
            max_retries=0,
            max_completion_tokens=longest_tokens,
            use_responses_api=False,
            stream_usage=False,
            # LangChain shares its connections, and an open one outlives the event loop it is of.
            default_headers={"Connection": "close"},
        )

    async def models(self) -> list[str]:
        """Return the models that the server says it has; none of them reads anything.

        Raises:
            UnusableAnswerError: it cannot be reached, or refuses.

        """
        listed = self._chat.root_async_client.models.list(timeout=_LIST_TIMEOUT_S)
        try:
            return [model.id async for model in listed]
        except Exception as error:  # whatever a server does is said, and stops nothing
            raise UnusableAnswerError(
                f"its server cannot be asked ({type(error).__name__}: {error})"[:200]
            ) from error

    def deadline(self) -> asyncio.Timeout:
        """Return the time that is left to a request with all its tries."""
        return asyncio.timeout(self._timeout_s)

    async def answer(
        self,
        prompt: Prompt,
        purse: Purse,
        *,
        until: float,
        mode: Mode | None = None,
        **more: object,
    ) -> str:
        """Return what the model says; tried again, at most twice, where that may help.

        `until` is the time of the event loop before which a next try must begin. `more` is what a
        response format holds besides its type.

        Raises:
            UnusableAnswerError: nothing came, or nothing that can be used.

        """
        chat = self._chat.bind(response_format={"type": mode, **more}) if mode else self._chat
        return _text_of(
            await self._invoked(lambda: chat.ainvoke(prompt), prompt, purse, until=until)
        )

    async def chosen(
        self,
        messages: "Sequence[BaseMessage]",
        tools: "Sequence[StructuredTool]",
        purse: Purse,
        *,
        until: float,
    ) -> "AIMessage":
        """Return the model's next message, in which it may call tools; `until` as above.

        Raises:
            UnusableAnswerError: nothing came, or nothing that can be used.

        """
        prompt = [(one.type, str(one.content)) for one in messages]
        chat = self._chat.bind_tools(tools)
        return cast(
            "AIMessage",
            await self._invoked(lambda: chat.ainvoke(list(messages)), prompt, purse, until=until),
        )

    async def _invoked(
        self, ask: "Asking", prompt: Prompt, purse: Purse, *, until: float
    ) -> "BaseMessage":
        import openai

        waits_s = iter(_WAITS_S)
        while True:
            _require(purse, estimated_prompt(prompt) + self._longest_tokens)
            try:
                with _paid(purse, prompt) as answers:
                    answers.append(await ask())
                return answers[0]
            except openai.APIError as error:
                pause_s = wait_s(error, next(waits_s, None))
                if pause_s is None or asyncio.get_running_loop().time() + pause_s >= until:
                    raise unusable(error) from error
                await asyncio.sleep(pause_s)
            except UnusableAnswerError:
                raise
            except Exception as error:  # whatever a server says, the text can still be read
                raise unusable(error) from error


def client_for(
    settings: Settings, *, longest_tokens: int = _LONGEST_ANSWER_TOKENS
) -> Client | None:
    """Return the connection that is configured, if one is; a key alone configures nothing.

    An answer may have so many tokens.

    Raises:
        RequestError: a model is asked for and not named.

    """
    if settings.llm == "none":
        return None
    if not settings.llm_model or settings.llm_api_key is None:
        raise RequestError(
            "GREENRUNNER_LLM=openai needs GREENRUNNER_LLM_MODEL and GREENRUNNER_LLM_API_KEY (any "
            "word where a local server asks for none). Set them, or unset GREENRUNNER_LLM."
        )
    return Client(settings, longest_tokens=longest_tokens)


def _require(purse: Purse, tokens: int) -> None:
    before, most = purse.book, f"{purse.most_tokens:,}"
    if purse.affords(tokens):
        return
    if tokens > purse.most_tokens:
        raise UnusableAnswerError(f"it may read {most} tokens, and this is about {tokens:,}")
    raise SpentError(
        f"{before.total.tokens:,} of its {most} tokens are used (GREENRUNNER_LLM_TOKENS)",
        is_new=not before.closed,
    )


@contextmanager
def _paid(purse: Purse, prompt: Prompt) -> Iterator[list["BaseMessage"]]:
    """Pay for what is answered, as the server counts; where none is, for what it will have read.

    What the server turned down at once was not read.
    """
    import openai

    answers: list[BaseMessage] = []
    began, turned_down, counts = monotonic(), False, (0, 0)
    try:
        yield answers
        if told := getattr(answers[0], "usage_metadata", None):
            counts = (told["input_tokens"], told["output_tokens"])
    except openai.APIStatusError:
        turned_down = True
        raise
    except openai.LengthFinishReasonError as error:
        if used := error.completion.usage:
            counts = (used.prompt_tokens, used.completion_tokens)
        raise UnusableAnswerError("its answer has no end") from error
    finally:
        said = str(answers[0].content) if answers else ""
        guess = (0 if turned_down else estimated_prompt(prompt), estimated_tokens(said))
        counted = min(counts) > 0
        read, wrote = counts if counted else guess
        purse.pay(
            Usage(
                calls=1,
                read_tokens=read,
                wrote_tokens=wrote,
                estimated=not counted and not turned_down,
                wall_s=monotonic() - began,
            )
        )


def _text_of(message: "BaseMessage") -> str:
    if message.additional_kwargs.get("refusal"):
        raise UnusableAnswerError("it refused to answer")
    text = message.content
    if not isinstance(text, str) or not text.strip():
        raise UnusableAnswerError("its answer is empty")
    if len(text) > _LONGEST_ANSWER:
        raise UnusableAnswerError(f"its answer is {len(text):,} characters long")
    return text


def _is_local(base_url: str | None) -> bool:
    """Say whether an address is this machine's own."""
    host = urlsplit(base_url or "").hostname or ""
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False
