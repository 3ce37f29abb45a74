"""Refuses an option of a command in our words."""

from typing import TYPE_CHECKING

import typer
from typer.core import TyperCommand

if TYPE_CHECKING:
    from pydantic import ValidationError
    from typer._click.core import Context

    from tools.errors import RequestError


class Command(TyperCommand):
    """A command that refuses what it cannot read as our own checks refuse values."""

    def parse_args(self, ctx: "Context", args: list[str]) -> list[str]:
        """Read the arguments.

        Raises:
            RequestError: an option's value is none.

        """
        try:
            return super().parse_args(ctx, args)
        except typer.BadParameter as error:
            from pydantic import ValidationError

            if isinstance(cause := error.__cause__, ValidationError) and error.param is not None:
                raise refused(cause, error.param.opts[0]) from error
            raise


def refused(error: "ValidationError", option: str = "") -> "RequestError":
    """Return what is wrong with the options that a command was given.

    Args:
        error: what the check of them found.
        option: whose value was checked; else it is called as its field is.

    """
    from tools.errors import RequestError
    from tools.nas.faults import first_fault, plain

    fault = first_fault(error)
    name = option or f"--{fault.field.replace('_', '-')}"
    given = (
        ascii(fault.given[:40]) if isinstance(fault.given, str) else str(plain(fault.given))[:40]
    )
    return RequestError(f"{name} is {given}; it {fault.said}.")
