"""Small relatives of well-known architectures: what estimates are held against.

Each is a config alone; weights are random. The widths are those of published small models where
there is one, so that a machine without a GPU answers in a fraction of a second.
"""

import json
import sys
from pathlib import Path
from statistics import median
from time import process_time
from typing import NamedTuple

TEXT, IMAGE = "text-classification", "image-classification"
# Of families with several heads for one task.
_SEVERAL = {"deit": "DeiTForImageClassification", "levit": "LevitForImageClassification"}


class Architecture(NamedTuple):
    """A config by name: its family, what it is asked, tokens or pixels a side, and its config."""

    name: str
    family: str
    head: str
    size: int
    config: dict[str, object]


def _bert(layers: int, width: int, **more: object) -> dict[str, object]:
    return {
        "num_hidden_layers": layers,
        "hidden_size": width,
        "num_attention_heads": max(width // 64, 1),
        "intermediate_size": 4 * width,
        "vocab_size": 8_000,
    } | more


ARCHITECTURES = (
    Architecture("bert-mini", "bert", TEXT, 32, _bert(4, 256)),
    Architecture("bert-6x384", "bert", TEXT, 64, _bert(6, 384)),
    Architecture("distilbert", "distilbert", TEXT, 48, {"vocab_size": 8_000}),
    Architecture("roberta-4x512", "roberta", TEXT, 40, _bert(4, 512)),
    Architecture("electra-small", "electra", TEXT, 64, {"vocab_size": 8_000}),
    Architecture("albert-6x768", "albert", TEXT, 32, _bert(6, 768)),
    Architecture("mpnet-6x384", "mpnet", TEXT, 32, _bert(6, 384)),
    Architecture("deberta-v2-4x384", "deberta-v2", TEXT, 48, _bert(4, 384)),
    Architecture(
        "modernbert-6x384",
        "modernbert",
        TEXT,
        48,
        _bert(6, 384) | {"intermediate_size": 576, "pad_token_id": 0},
    ),
    Architecture(
        "gpt2-4x384",
        "gpt2",
        TEXT,
        32,
        {"n_layer": 4, "n_embd": 384, "n_head": 6, "vocab_size": 8_000, "pad_token_id": 0},
    ),
    Architecture("squeezebert-4x384", "squeezebert", TEXT, 32, _bert(4, 384, embedding_size=384)),
    Architecture("fnet-4x384", "fnet", TEXT, 32, _bert(4, 384)),
    Architecture("vit-tiny", "vit", IMAGE, 224, _bert(12, 192)),
    Architecture("deit-tiny", "deit", IMAGE, 224, _bert(12, 192)),
    Architecture("beit-6x256", "beit", IMAGE, 224, _bert(6, 256)),
    Architecture("dinov2-6x256", "dinov2", IMAGE, 224, _bert(6, 256)),
    Architecture(
        "resnet-18",
        "resnet",
        IMAGE,
        224,
        {"layer_type": "basic", "depths": [2, 2, 2, 2], "hidden_sizes": [64, 128, 256, 512]},
    ),
    Architecture(
        "convnext-atto",
        "convnext",
        IMAGE,
        224,
        {"depths": [2, 2, 6, 2], "hidden_sizes": [40, 80, 160, 320]},
    ),
    Architecture("swin-mini", "swin", IMAGE, 224, {"embed_dim": 48, "depths": [2, 2, 2, 2]}),
    Architecture("swinv2-mini", "swinv2", IMAGE, 256, {"embed_dim": 48, "depths": [2, 2, 2, 2]}),
    Architecture("mobilenet-v1", "mobilenet_v1", IMAGE, 224, {}),
    Architecture("mobilenet-v2", "mobilenet_v2", IMAGE, 224, {}),
    Architecture("mobilevit-s", "mobilevit", IMAGE, 256, {}),
    Architecture(
        "efficientnet-b0",
        "efficientnet",
        IMAGE,
        224,
        {"width_coefficient": 1.0, "depth_coefficient": 1.0, "hidden_dim": 1_280},
    ),
    Architecture("levit-128", "levit", IMAGE, 224, {}),
    Architecture("poolformer-s12", "poolformer", IMAGE, 224, {}),
    Architecture("segformer-b0", "segformer", IMAGE, 224, {}),
    Architecture(
        "regnet-small",
        "regnet",
        IMAGE,
        224,
        {"hidden_sizes": [32, 64, 128, 256], "groups_width": 16},
    ),
    Architecture("pvt-tiny", "pvt", IMAGE, 224, {"depths": [2, 2, 2, 2]}),
)


def measured(one: Architecture, batch: int, least_s: float = 2.0) -> dict[str, float]:
    """Return the median CPU seconds of a request with random weights, and what memory it takes.

    The base is what the process held before it had a model; both are peaks, in bytes.
    """
    import torch
    import transformers

    # Random weights let values fade until they are slow to compute with, which no trained ones do.
    torch.set_flush_denormal(True)
    auto = {
        TEXT: transformers.AutoModelForSequenceClassification,
        IMAGE: transformers.AutoModelForImageClassification,
    }[one.head]
    config = transformers.AutoConfig.for_model(one.family, **one.config, num_labels=3)
    config.architectures = [_SEVERAL.get(one.family, "")]
    # The code of an architecture is loaded when it is asked for.
    assert auto._model_mapping[type(config)]
    base_bytes = _peak_bytes()
    model = auto.from_config(config).eval()
    if one.head == TEXT:
        ids = torch.randint(5, 1_000, (batch, one.size))
        inputs = {"input_ids": ids, "attention_mask": torch.ones_like(ids)}
    else:
        inputs = {"pixel_values": torch.randn(batch, 3, one.size, one.size)}
    took: list[float] = []
    with torch.inference_mode():
        model(**inputs)
        while sum(took) < least_s or len(took) < 10:
            started = process_time()
            model(**inputs)
            took.append(process_time() - started)
    return {"cpu_s": median(took), "base_bytes": base_bytes, "memory_bytes": _peak_bytes()}


def _peak_bytes() -> int:
    """Return the most memory that this process held so far."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return 1024 * next(int(line.split()[1]) for line in status.splitlines() if "VmHWM" in line)


if __name__ == "__main__":
    name, size = sys.argv[1:]
    (asked,) = (one for one in ARCHITECTURES if one.name == name)
    sys.stdout.write(json.dumps(measured(asked, int(size))))
