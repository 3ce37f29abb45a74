"""What goes wrong with a language model, and whether asking again may help."""

from collections.abc import Iterator

_TOO_MANY, _SERVER_ERROR, _NOT_IMPLEMENTED = 429, 500, 501
# Of httpx, whose errors openai's and LangChain's stand for: nobody listens, or nobody answers.
_HOPELESS = {"ConnectError", "ConnectTimeout", "ReadTimeout", "WriteTimeout", "PoolTimeout"}
_REFUSED = (400, 404, 415, 422, _NOT_IMPLEMENTED)


class UnusableAnswerError(Exception):
    """The language model gave no answer, or none that validates; the message says which."""


class RefusedError(UnusableAnswerError):
    """The server answered that it cannot do what was asked."""


class SpentError(UnusableAnswerError):
    """The conversation's tokens are spent; `is_new` the first time that this is found."""

    def __init__(self, message: str, *, is_new: bool) -> None:
        super().__init__(message)
        self.is_new = is_new


def wait_s(error: Exception, backoff_s: float | None) -> float | None:
    """Return how long to wait before the next try; None where none would help.

    A connection that broke may hold the next time, but where nobody listens nobody will. A server
    that has too much to do may say when it has less.
    """
    status = getattr(error, "status_code", None)
    if status is None:
        causes = {type(one).__name__ for one in _chain(error)}
        return None if causes & _HOPELESS else backoff_s
    if status != _TOO_MANY and (status < _SERVER_ERROR or status == _NOT_IMPLEMENTED):
        return None
    said = error.response.headers.get("Retry-After", "") if hasattr(error, "response") else ""
    if backoff_s is None or not said.strip().isdecimal():
        return backoff_s
    return max(backoff_s, float(said))


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        error = error.__cause__


def unusable(error: Exception) -> UnusableAnswerError:
    """Return what a server did as an error of ours: refused, or otherwise of no use."""
    kind = RefusedError if getattr(error, "status_code", None) in _REFUSED else UnusableAnswerError
    return kind(f"{type(error).__name__}: {' '.join(str(error).split())}"[:200])
