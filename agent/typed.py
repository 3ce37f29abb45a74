"""What somebody typed, as text whose every sign stands for itself: the door of a conversation."""

from unicodedata import category

from agent.extract.understanding import LONGEST_TEXT


def plain(text: str) -> str:
    """Return the part of a text that is read, without signs that cannot be seen.

    Those would reach terminals (escapes), hide or turn words (zero width, bidirectional marks), or
    could not be stored at all (half a surrogate pair). One character more than is read is kept, so
    that it can be said that there were more.
    """
    return "".join(_seen(char) for char in text[: LONGEST_TEXT + 1])


def _seen(char: str) -> str:
    if char.isprintable() or char == "\n":
        return char
    kind = category(char)
    if kind == "Cf":
        return ""
    return " " if kind == "Cc" or kind.startswith("Z") else "\ufffd"
