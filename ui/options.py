"""A command's options as one value: a dataclass whose fields say type, help and default."""

import inspect
from collections.abc import Callable
from dataclasses import MISSING, fields
from typing import TYPE_CHECKING, TypeVar, get_type_hints

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

Options = TypeVar("Options", bound="DataclassInstance")


def taking(options: type[Options]) -> Callable[[Callable[[Options], None]], Callable[..., None]]:
    """Turn a function of one value into one with an argument a field, as Typer reads them."""
    hints, known = get_type_hints(options, include_extras=True), fields(options)

    def decorated(command: Callable[[Options], None]) -> Callable[..., None]:
        def call(**given: object) -> None:
            command(options(**given))

        call.__name__, call.__doc__ = command.__name__, command.__doc__
        call.__annotations__ = {field.name: hints[field.name] for field in known}
        call.__signature__ = inspect.Signature(  # type: ignore[attr-defined]
            [
                inspect.Parameter(
                    field.name,
                    inspect.Parameter.KEYWORD_ONLY,
                    default=inspect.Parameter.empty if field.default is MISSING else field.default,
                    annotation=hints[field.name],
                )
                for field in known
            ]
        )
        return call

    return decorated
