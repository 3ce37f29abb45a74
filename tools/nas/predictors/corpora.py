"""What is translated: names of known tasks, and sentences that show what translating is.

The sentences are ours and from no data set. The paper samples five of WMT16 German-English.
"""

from tools.domain import Value


class Pair(Value):
    """A sentence and its translation."""

    source: str
    target: str


class Corpus(Value):
    """A data set of translations."""

    name: str
    languages: str = ""
    """From which to which; empty where only the name is known."""
    pairs: tuple[Pair, ...] = ()


_SENTENCES = (
    "The train to the coast leaves at noon.",
    "She has read the report twice.",
    "Prices rose again last winter.",
    "Where can we park the car?",
    "Parliament will vote on the law tomorrow.",
)
_GERMAN = (
    "Der Zug an die Küste fährt mittags ab.",
    "Sie hat den Bericht zweimal gelesen.",
    "Im letzten Winter stiegen die Preise erneut.",
    "Wo können wir das Auto parken?",
    "Das Parlament wird morgen über das Gesetz abstimmen.",
)
_FRENCH = (
    "Le train pour la côte part à midi.",
    "Elle a lu le rapport deux fois.",
    "Les prix ont encore augmenté l'hiver dernier.",
    "Où pouvons-nous garer la voiture ?",
    "Le parlement votera la loi demain.",
)


def corpus(task: str) -> Corpus:
    """Return what is known of a task; of one that nobody knows, its name."""
    return _KNOWN.get(task, Corpus(name=task))


def _pairs(translated: tuple[str, ...]) -> tuple[Pair, ...]:
    return tuple(
        Pair(source=source, target=target)
        for source, target in zip(_SENTENCES, translated, strict=True)
    )


_KNOWN = {
    "wmt14ende": Corpus(
        name="WMT14 English-German", languages="English to German", pairs=_pairs(_GERMAN)
    ),
    "wmt14enfr": Corpus(
        name="WMT14 English-French", languages="English to French", pairs=_pairs(_FRENCH)
    ),
    "wmt19ende": Corpus(
        name="WMT19 English-German", languages="English to German", pairs=_pairs(_GERMAN)
    ),
}
