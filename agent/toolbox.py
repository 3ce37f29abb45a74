"""The workshop as tools: what a conversation can do beside one search, each with a short answer.

Without a language model the intents of a message lead here (agent/nodes/answer.py); with one, an
open question runs a loop over the same tools. None of them spends time, energy or downloads: what
would is a plan with its price, which the graph asks about.
"""

from collections.abc import Callable
from functools import wraps

from langchain_core.tools import StructuredTool

from agent import replies, standings
from agent.evidence import Known
from agent.explain import explanation
from agent.extract.names import matching_models
from agent.extract.weighing import Direction, Weighing
from agent.introduction import introduced
from agent.outlook import outlook
from agent.recall import recalled
from agent.report import Report, Supposed
from agent.running import elsewhere, price
from agent.services import Services
from agent.state import State
from agent.supposing import supposed
from tools.cost.places import Place
from tools.domain import Priority
from tools.errors import GreenRunnerError
from tools.results.asking import ResultsQuery
from tools.results.query import answered

# Characters of an answer: more would fill a language model's context and no screen.
_LONGEST = 2_000
_MOST_FOUND, _MOST_ROWS, _MOST_SECONDS = 12, 20, 86_400


class Toolbox:
    """The tools over one conversation's results."""

    def __init__(self, state: State, known: Known, services: Services) -> None:
        self._state, self._known, self._services = state, known, services
        self._report = Report.model_validate(state["report"]) if state.get("report") else None
        self.supposed: Supposed | None = None
        """The last what-if that was answered."""
        self.wanted_s: float | None = None
        """Seconds more that a search was asked for; nothing was spent of them."""

    def search_hub(self, words: str) -> str:
        """Search the hub for models of this task whose names hold some words; fetches nothing.

        Args:
            words: one or a few words of a name, such as a language, a domain or a size.

        """
        known = self._known
        found = self._services.hub.find(
            known.scenario.dataset,
            requirements=known.request.requirements,
            budget=known.request.budget,
            home=self._services.settings.home,
            words=words,
        )
        usable = [one for one in found.listings if not one.dropped][:_MOST_FOUND]
        lines = [
            f"- {one.candidate.model} ({one.candidate.strategy.replace('_', ' ')}). "
            f"{introduced(one.candidate.model, [one])}"
            for one in usable
        ]
        return _short("\n".join([*found.notes, *lines]) or "Nothing was found.")

    def estimate_cost(self, model: str) -> str:
        """Say what a candidate would cost to run, by what is estimated of it here.

        Args:
            model: a model's name, or a part that only one has.

        """
        names = self._named(model)
        guesses = [
            one
            for one in outlook(self._known, self._place, "").candidates
            if one.named.model in names
        ]
        return _short("\n".join(replies.estimated(one) for one in guesses) or _unknown(model))

    def compare(self, first: str, second: str = "") -> str:
        """Compare two measured models on the examples that both answered.

        Args:
            first: a model's name, or a part that only one has.
            second: another; left out, the present choice.

        """
        names = tuple(name for one in (first, second) if one for name in self._named(one)[:1])
        return _short(replies.comparison(names, self._known) if names else _unknown(first))

    def why_not(self, model: str) -> str:
        """Say why a model is not the recommendation.

        Args:
            model: a model's name, or a part of it.

        """
        names = self._named(model)
        only = names[0] if len(names) == 1 else None
        return _short(standings.why_not_chosen(only, names, self._known))

    def what_if(self, priority: Priority, direction: Direction = "more") -> str:
        """Say what would be chosen if something mattered more, less, not at all, or alone.

        Args:
            priority: quality, energy, latency, price, memory or size.
            direction: more, less, not, or only.

        """
        return self.weigh(Weighing(priority, direction))

    def weigh(self, asked: Weighing) -> str:
        """Say what would be chosen if something counted so much."""
        said, self.supposed = supposed(asked, self._state, self._known)
        return _short(said)

    def price(self, requests: int = 1_000_000, place: str = "") -> str:
        """Say what the recommended model's requests cost in electricity, money and CO2e.

        Args:
            requests: how many.
            place: a country or cloud region, where it is another than the conversation's.

        """
        if self._report is None:
            return replies.NOTHING
        if not place:
            return _short(price(self._report, requests, self._place))
        there = self._services.places.find(place)
        return _short(elsewhere(self._report, requests, self._place, there))

    def query_results(self, sql: str) -> str:
        """Answer one SELECT over the views results, failures, estimates, predictions and runs.

        Args:
            sql: a single SELECT statement of DuckDB.

        """
        copy = self._services.store.copy()
        found = answered(sql, copy, self._services.settings.worker_environment())
        names = " | ".join(column.name for column in found.columns)
        rows = [" | ".join(map(str, row)) for row in found.rows[:_MOST_ROWS]]
        more = "" if len(rows) == len(found.rows) else f"\n... {len(found.rows):,} rows in all"
        return _short("\n".join([names, *rows]) + more)

    def recall(self, asked: ResultsQuery) -> str:
        """List stored results of this machine that fit, whatever they were measured for."""
        return _short(recalled(asked, self._services))

    def recommendation(self) -> str:
        """Return the present recommendation with its reasons, as it was given."""
        return _short(self.explained())

    def explained(self) -> str:
        """Return the present recommendation whole, for who reads it and not for a model."""
        return explanation(self._report, self._place) if self._report else replies.NOTHING

    def run_benchmark(self, seconds: float) -> str:
        """Measure more, for so many seconds: leads to a plan with its price, which is asked about.

        Args:
            seconds: what the search may take more.

        """
        if not 0 < seconds <= _MOST_SECONDS:
            return f"Between a second and {_MOST_SECONDS / 3600:.0f} hours can be spent at once."
        self.wanted_s = seconds
        return "That needs a go-ahead: the plan says its price."

    def results(self) -> str:
        """List what was measured for this need, and why the others were not."""
        return _short(standings.table(self._report) if self._report else replies.NOTHING)

    def provenance(self) -> str:
        """Say which of the numbers were measured, which are modelled and which only estimated."""
        return replies.provenance(self._known)

    def export(self) -> str:
        """Say how all results can be exported."""
        return replies.EXPORT

    def langchain(self) -> list[StructuredTool]:
        """Return the tools for a language model; what goes wrong in one is its answer."""
        own: list[Callable[..., str]] = [
            self.search_hub,
            self.estimate_cost,
            self.compare,
            self.why_not,
            self.what_if,
            self.price,
            self.query_results,
            self.run_benchmark,
            self.recommendation,
            self.results,
            self.provenance,
            self.export,
        ]
        return [
            StructuredTool.from_function(
                _safe(one), parse_docstring=True, handle_validation_error=True
            )
            for one in own
        ]

    @property
    def _place(self) -> Place:
        return self._services.place_of(self._known.request)

    def _named(self, words: str) -> tuple[str, ...]:
        models = [one.candidate.model for one in self._known.listings]
        return matching_models(words, models)


def _safe(tool: Callable[..., str]) -> Callable[..., str]:
    """Return a tool that answers with the sentence of an error that a user could act on."""

    @wraps(tool)
    def asked(*given: object, **named: object) -> str:
        try:
            return tool(*given, **named)
        except GreenRunnerError as error:
            return str(error)

    return asked


def _short(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 2]} …"


def _unknown(model: str) -> str:
    return f"No candidate is called {model[:60]!r}."
