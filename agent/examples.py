"""Finds the labelled examples of a job: a file of the user's, or a built-in dataset."""

from collections.abc import Callable
from pathlib import Path

from agent import words
from agent.services import Services
from agent.state import Said
from tools.domain import Dataset, Request
from tools.errors import FetchError, RequestError
from tools.hub.builtin import digits, tweets
from tools.hub.own import own
from tools.hub.own_pictures import own_pictures
from tools.hub.pictures import fashion, photos

BUILT_IN = ("tweets", "digits", "fashion", "photos")


def examples(said: Said, request: Request, services: Services) -> tuple[Dataset, int]:
    """Return the labelled examples, and the bytes that were fetched for them.

    Raises:
        DataError: the user's file cannot be read as labelled examples.
        FetchError: the built-in examples are not here and could not be fetched.
        RequestError: fetching them would break the budget of downloads.

    """
    home, catalogue, fetched = services.settings.home, services.catalogue, {"bytes": 0}
    wanted = request.dataset or "tweets"
    kinds = {"tweets": "a file", "photos": "a folder of pictures"}
    instead = f" Or name {kinds[wanted]} of yours with --data." if wanted in kinds else ""

    def report(package: str, so_far: int, _: int | None) -> None:
        fetched["bytes"] = so_far
        if (most := request.budget.downloads_bytes) is not None and so_far > most:
            whole = next(a for a in catalogue.archives.values() if a.package == package).size_bytes
            raise RequestError(
                f"The built-in {wanted} are not here yet, and fetching them takes more than the "
                f"{words.size(most)} of downloads that you allow. Allow {words.size(whole)}."
                f"{instead}"
            )

    if (file := said.get("data")) is not None:
        text, label = said.get("text_column"), said.get("label_column")
        if Path(file).is_dir():
            return own_pictures(Path(file), home), 0
        return own(Path(file), home, text_column=text, label_column=label), 0
    makers: dict[str, Callable[[], Dataset]] = {
        "digits": lambda: digits(home),
        "fashion": lambda: fashion(home, services.settings.fashion),
        "photos": lambda: photos(catalogue, home, index=services.index, report=report),
        "tweets": lambda: tweets(catalogue, home, index=services.index, report=report),
    }
    try:
        return makers[wanted](), fetched["bytes"]
    except FetchError as error:
        raise FetchError(f"{error}{instead}") from error
