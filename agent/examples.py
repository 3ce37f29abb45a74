"""Finds the labelled examples of a job: a file of the user's, or a built-in dataset."""

from pathlib import Path

from agent import words
from agent.services import Services
from agent.state import Said
from tools.domain import Dataset, Request
from tools.errors import FetchError, RequestError
from tools.hub.builtin import digits, tweets
from tools.hub.own import own

BUILT_IN = ("tweets", "digits")


def examples(said: Said, request: Request, services: Services) -> tuple[Dataset, int]:
    """Return the labelled examples, and the bytes that were fetched for them.

    Raises:
        DataError: the user's file cannot be read as labelled examples.
        FetchError: the built-in examples are not here and could not be fetched.
        RequestError: fetching them would break the budget of downloads.

    """
    home, fetched = services.settings.home, {"bytes": 0}

    def report(_: str, so_far: int, total: int | None) -> None:
        fetched["bytes"] = so_far
        if (most := request.budget.downloads_bytes) is not None and so_far > most:
            raise RequestError(
                f"The built-in tweets are not here yet, and fetching them takes more than the "
                f"{words.size(most)} of downloads that you allow. Allow 3 MB, or name a file of "
                "yours with --data."
            )

    if (file := said.get("data")) is not None:
        text, label = said.get("text_column"), said.get("label_column")
        return own(Path(file), home, text_column=text, label_column=label), 0
    if request.dataset == "digits":
        return digits(home), 0
    try:
        found = tweets(services.catalogue, home, index=services.index, report=report)
    except FetchError as error:
        raise FetchError(f"{error} Or name a file of yours with --data.") from error
    return found, fetched["bytes"]
