"""The config.json of a model: that of its folder, the hub's, or what the catalogue says of it."""

import json
from pathlib import Path

from tools.domain import Model
from tools.hub.catalogue import Catalogue

_MOST_BYTES = 1_000_000


def config_text(model: Model, catalogue: Catalogue) -> str:
    """Return a model's config.json as text, or nothing where none is at hand."""
    if model.source == "catalogue":
        architecture = catalogue.entry(model.id).architecture
        return json.dumps(architecture, sort_keys=True) if architecture else ""
    path = Path(model.config)
    if not model.config or not path.is_file() or path.stat().st_size > _MOST_BYTES:
        return ""
    return path.read_text(encoding="utf-8", errors="replace")
