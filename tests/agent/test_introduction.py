"""What others say of a model is shown as theirs."""

from agent.introduction import introduction
from tools.domain import Model, Published


def test_a_hub_model_is_introduced_by_what_others_say_of_it():
    facts = {
        "id": "acme/mood",
        "revision": "1",
        "runtime": "transformers",
        "tasks": ("text-classification",),
        "parameters": 1,
        "size_bytes": 1,
        "licence": "CC-BY-NC-4.0",
    }
    model = Model(
        **facts,
        source="hub",
        gated=True,
        base="acme/bert",
        downloads=1_234,
        published=(Published(dataset="SST-2", metric="accuracy", value=91.25),),
        card="It tells moods.",
    )
    assert introduction(model) == (
        "From the hub: CC-BY-NC-4.0 (non-commercial), gated, made from acme/bert, 1,234 downloads."
        " Published: accuracy 91.25 on SST-2. Its card begins: “It tells moods.”"
    )
    bare = Model(**{**facts, "licence": ""}, source="cache")
    assert introduction(bare) == "From the hub (in its cache here): no licence stated."
    assert introduction(Model(**facts, source="catalogue")) == ""
