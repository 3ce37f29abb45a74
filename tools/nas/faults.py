"""What is wrong with values that somebody gave, in our words and not in those of a library."""

from dataclasses import dataclass

from pydantic import ValidationError

# What pydantic calls a fault -> what we say of it; what stands in braces comes with the fault.
_SAID = {
    "missing": "is missing",
    "extra_forbidden": "is nothing that is known here",
    "greater_than": "has to be more than {gt:,}",
    "greater_than_equal": "has to be {ge:,} or more",
    "less_than": "has to be less than {lt:,}",
    "less_than_equal": "has to be {le:,} or less",
    "literal_error": "has to be one of {expected}",
    "finite_number": "has to be a finite number",
    "too_short": "has to hold {min_length} or more",
    "too_long": "has to hold {max_length} or fewer",
    "string_too_long": "has to have {max_length} characters or fewer",
    "string_type": "has to be text",
    "tuple_type": "has to be a list",
    "json_invalid": "is no JSON",
    "value_error": "{error}",
    **dict.fromkeys(("model_type", "model_attributes_type"), "has to be a JSON object"),
    **dict.fromkeys(("bool_type", "bool_parsing"), "has to be true or false"),
    **dict.fromkeys(
        ("int_type", "int_parsing", "int_parsing_size", "int_from_float"),
        "has to be a whole number",
    ),
    **dict.fromkeys(("float_type", "float_parsing"), "has to be a number"),
}
_ELSE = "is not what it has to be"


@dataclass(frozen=True)
class Fault:
    """The first thing that is wrong with a value."""

    field: str
    """The field, empty where the whole is wrong."""
    place: str
    """The same with what is in it, such as `setup.examples`."""
    given: object
    said: str
    """What it has to be, to stand behind its name."""


def first_fault(error: ValidationError) -> Fault:
    """Return the first thing that a check found."""
    first = error.errors(include_url=False)[0]
    context = {name: plain(value) for name, value in first.get("ctx", {}).items()}
    said = _SAID.get(first["type"], _ELSE).format_map(context)
    places = [str(part) for part in first["loc"]]
    return Fault(
        field=places[0] if places else "",
        place=".".join(places),
        given=first["input"],
        said=said.rstrip("."),
    )


def plain(value: object) -> object:
    """Return a whole number that came as a fraction as whole: as it was typed."""
    return int(value) if isinstance(value, float) and value.is_integer() else value
