"""A hub with 200 models for one job: twelve could do it, and the others each lack something."""

import json
from dataclasses import replace

from little_hub import CLASSIFIER, LittleHub, Shelved, classifier

LIMITS = {"licences": ("permissive",), "languages": ("en",), "max_size_bytes": 200e6}
PLAUSIBLE = 12
_WRONG = 188


def stock(hub: LittleHub) -> None:
    """Fill a hub: models for sale, gated, in code, in pickles, in French, too large, and so on."""
    hub.models |= {f"fine/m{i:03}": _described(classifier(seed=i)) for i in range(PLAUSIBLE)}
    hub.models |= {f"not/m{i:03}": _wrong(i) for i in range(_WRONG)}


def _described(one: Shelved) -> Shelved:
    one.files["README.md"] = b"---\nlicense: mit\n---\n# A model\n" + b"It tells moods. " * 2_000
    one.files["tokenizer_config.json"] = b'{"model_max_length": 512}'
    return one


def _wrong(number: int) -> Shelved:
    one = _described(classifier(seed=20 + number))
    counted = {"parameters": {"F32": 340_000_000}, "total": 340_000_000}
    french = {"license": "mit", "language": ["fr"]}
    kinds = (
        lambda: replace(one, licence="cc-by-nc-4.0"),
        lambda: replace(one, licence="other"),
        lambda: replace(one, said={"safetensors": counted}),
        lambda: replace(one, said={"gated": "manual"}),
        # The tag says English, as a careless card may, and the card French.
        lambda: replace(one, said={"cardData": french}),
        lambda: _with(one, {"config.json": _config(auto_map={"AutoModel": "code.M"})}),
        lambda: _with(one, {"config.json": _config(architectures=["LlamaForCausalLM"])}),
        lambda: _with(one, {"pytorch_model.bin": b"x"}, without="model.safetensors"),
        lambda: _with(one, {}, without="tokenizer.json"),
        # Only a closer look tells: other labels, and copies.
        lambda: _with(one, {"config.json": _config(id2label={"0": "joy", "1": "anger"})}),
        lambda: _described(classifier(seed=number % PLAUSIBLE)),
    )
    # Nine in ten are of the kinds that the listing tells.
    return kinds[number % 9]() if number % 20 else kinds[9 + number // 20 % 2]()


def _config(**changed: object) -> bytes:
    return json.dumps({**CLASSIFIER, **changed}).encode()


def _with(one: Shelved, files: dict[str, bytes], without: str = "") -> Shelved:
    kept = {name: data for name, data in {**one.files, **files}.items() if name != without}
    return replace(one, files=kept)
