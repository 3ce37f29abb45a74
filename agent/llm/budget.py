"""Counts what a conversation's language model reads and writes, and says when it is enough."""

from agent import words
from tools.domain import Interval, Spent, Value

# OpenAI's rule of thumb for English (https://platform.openai.com/tokenizer).
_CHARACTERS_PER_TOKEN = 4

Watts = tuple[float, float, float]
Prompt = list[tuple[str, str]]


class Usage(Value):
    """What a language model did; times in seconds."""

    calls: int = 0
    read_tokens: int = 0
    wrote_tokens: int = 0
    estimated: bool = False
    """Some of the tokens are estimated from characters: the server did not count them."""
    wall_s: float = 0.0

    def __add__(self, other: "Usage") -> "Usage":
        """Return both together."""
        return Usage(
            calls=self.calls + other.calls,
            read_tokens=self.read_tokens + other.read_tokens,
            wrote_tokens=self.wrote_tokens + other.wrote_tokens,
            estimated=self.estimated or other.estimated,
            wall_s=self.wall_s + other.wall_s,
        )

    @property
    def tokens(self) -> int:
        """All of them, read and written."""
        return self.read_tokens + self.wrote_tokens


class Book(Value):
    """What a conversation keeps of its language model between turns."""

    total: Usage = Usage()
    search: Usage = Usage()
    """Of the search at hand: what is not on any bill yet."""
    closed: bool = False
    """The model is not asked any more: its tokens are spent."""


class Purse:
    """A conversation's tokens, and what was paid of them; `turn` is what was not told yet.

    `w_per_core` are the watts (low, middle, high) of a busy core here; None where the model runs
    on another machine, whose energy nobody here can know.
    """

    def __init__(
        self, most_tokens: int, *, w_per_core: Watts | None = None, book: Book | None = None
    ) -> None:
        self.most_tokens = most_tokens
        self.book = book or Book()
        self.turn = Usage()
        self._w_per_core = w_per_core

    def pay(self, usage: Usage) -> None:
        """Write down what a call took."""
        self.turn += usage
        self._write(total=self.book.total + usage, search=self.book.search + usage)

    def affords(self, tokens: int) -> bool:
        """Say whether so many tokens are left; from the first time they are not, none are.

        A single text that is longer than everything ends nothing: the next may be short.
        """
        if tokens > self.most_tokens:
            return False
        if self.book.total.tokens + tokens > self.most_tokens:
            self._write(closed=True)
        return not self.book.closed

    def settle(self) -> Usage:
        """Return what the search at hand used, and begin the next one's account."""
        used = self.book.search
        self._write(search=Usage())
        return used

    def energy(self, usage: Usage) -> Interval | None:
        """Return the energy of a model that runs here; None where it runs elsewhere.

        One core is taken to be busy for as long as the answers took; nothing measures which of the
        machine's processes is the server, or how many cores it uses.
        """
        if self._w_per_core is None:
            return None
        low, mid, high = (usage.wall_s * w for w in self._w_per_core)
        return Interval(low=low, mid=mid, high=high, provenance="assumed")

    def spent(self) -> Spent:
        """Return what the search at hand is charged so far: the energy, where it is known."""
        energy_j = self.energy(self.book.search)
        return Spent(energy_j=energy_j.mid if energy_j else 0.0)

    def told(self) -> str:
        """Return what was used since this was last asked, as one sentence; empty if nothing."""
        usage, self.turn = self.turn, Usage()
        if not usage.calls:
            return ""
        total = self.book.total
        return (
            f"The language model {in_words(usage)}; {total.tokens:,} of {self.most_tokens:,} so "
            f"far. {energy_words(self.energy(usage))}"
        )

    def _write(self, **changes: object) -> None:
        self.book = self.book.model_copy(update=changes)


def in_words(usage: Usage) -> str:
    """Return how much was read and written, as what follows a subject."""
    counted = " (estimated from characters)" if usage.estimated else ""
    wrote = words.counted(usage.wrote_tokens, "token")
    return f"read {usage.read_tokens:,} and wrote {wrote}{counted}"


def energy_words(energy_j: Interval | None) -> str:
    """Return what a language model's energy is, as one sentence."""
    if energy_j is None:
        return "Its energy is not known: it runs on another machine."
    return (
        f"Its energy, {words.energy(energy_j.mid)} (assumed: one busy core), counts as the "
        "search's."
    )


def estimated_tokens(text: str) -> int:
    """Return about how many tokens a text has."""
    return -(-len(text) // _CHARACTERS_PER_TOKEN)


def estimated_prompt(prompt: Prompt) -> int:
    """Return about how many tokens a prompt has."""
    return sum(estimated_tokens(text) for _, text in prompt)
