"""The errors a user can act on; anything else is a bug and propagates.

    GreenRunnerError
    ├── RequestError      what was asked cannot be served as it stands
    │   └── QueryError          a question in SQL is none that may be asked, or took too much
    ├── DataError         the user's file cannot be read as labelled examples
    │   └── ColumnError         its columns do not say which of them holds the text or the label
    ├── FetchError        an archive could not be fetched
    │   └── HashMismatchError   it arrived, and is not what the catalogue names
    ├── AnswerError       a language model gave no answer that can be used
    ├── HomeError         the home folder cannot be written or has no room
    └── StoreError        the results database cannot be used
        └── StoreLockedError    another process holds it

A message says what happened and then what to do. A candidate that cannot run is not an error
but a `Failure`.
"""


class GreenRunnerError(Exception):
    """Something went wrong that the user can act on."""


class RequestError(GreenRunnerError):
    """What was asked cannot be served as it stands."""


class QueryError(RequestError):
    """A question in SQL is none that may be asked, or it took too much time or memory."""


class DataError(GreenRunnerError):
    """The user's file cannot be read as labelled examples."""


class ColumnError(DataError):
    """A file's columns do not say which of them holds the text, or the label."""

    def __init__(self, file: str, holds: str, columns: tuple[str, ...]) -> None:
        named = f"its columns are {', '.join(columns)}"
        super().__init__(
            f"Which column of {file} holds the {holds}? Name it with --{holds}; {named}."
        )
        self.file, self.holds, self.columns = file, holds, columns


class FetchError(GreenRunnerError):
    """An archive could not be fetched."""


class HashMismatchError(FetchError):
    """An archive arrived whose SHA-256 is not the one that the catalogue names."""


class AnswerError(GreenRunnerError):
    """A language model gave no answer that can be used."""


class HomeError(GreenRunnerError):
    """The home folder cannot be written or has no room."""


class StoreError(GreenRunnerError):
    """The results database cannot be used."""


class StoreLockedError(StoreError):
    """Another process holds the results database."""
