"""What a hub is asked for, made from what somebody needs."""

import math

from tools.domain import Requirements, Value
from tools.hub.client import Params
from tools.hub.kinds import Kind

_EXPANDED = (
    "cardData", "config", "createdAt", "disabled", "downloads", "evalResults", "gated",
    "model-index", "safetensors", "sha", "siblings", "tags",
)  # fmt: skip
# One number takes a byte at least, whatever is tried on a model.
_LEAST_BYTES_PER_PARAMETER = 1


class Query(Value):
    """One question to a hub's listing of models."""

    pipeline: str
    words: str = ""
    library: str = "transformers"
    languages: tuple[str, ...] = ()
    licence: str = ""
    most_parameters: int | None = None

    def params(self, limit: int) -> Params:
        """Return it as the hub's parameters: most downloads first, `limit` to a page."""
        licence = (f"license:{self.licence.lower()}",) if self.licence else ()
        filters = (self.library, "safetensors", *self.languages, *licence)
        params = [("filter", one) for one in filters]
        params.append(("pipeline_tag", self.pipeline))
        if self.words:
            params.append(("search", self.words))
        if self.most_parameters is not None:
            millions = math.ceil(self.most_parameters / 1e6)
            params.append(("num_parameters", f"max:{millions}M"))
        params += [("sort", "downloads"), ("limit", str(limit))]
        return [*params, *(("expand", name) for name in _EXPANDED)]


def queries(kind: Kind, requirements: Requirements, words: str = "") -> tuple[Query, ...]:
    """Return what to ask a hub for models of a kind, whose names hold some words if any are said.

    The hub can hold against its models one licence, all of the languages, and the parameters.
    """
    limits = (requirements.max_size_bytes, requirements.max_memory_bytes)
    said = [limit for limit in limits if limit is not None]
    most = math.ceil(min(said) / _LEAST_BYTES_PER_PARAMETER) if said else None
    named = [one for one in requirements.licences if one != "permissive"]
    only = named[0] if len(named) == len(requirements.licences) == 1 else ""
    return tuple(
        Query(
            pipeline=pipeline,
            words=words,
            languages=requirements.languages if kind.speaks else (),
            licence=only,
            most_parameters=most,
        )
        for pipeline in kind.pipelines
    )
