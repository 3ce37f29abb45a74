"""Small tables of translation architectures, made so that everything is known by hand.

Only the width of the decoder's networks and the FLOPs differ. BLEU is 20 plus the GFLOPs.
"""

import csv
from collections.abc import Iterable, Mapping
from pathlib import Path

_COMMON = {
    "encoder-embed-dim-subtransformer": "512",
    "encoder-layer-num-subtransformer": "2",
    "encoder-ffn-embed-dim-all-subtransformer": "[1024, 3072]",
    "encoder-self-attention-heads-all-subtransformer": "[4, 8]",
    "decoder-embed-dim-subtransformer": "640",
    "decoder-layer-num-subtransformer": "1",
    "decoder-self-attention-heads-all-subtransformer": "[8]",
    "decoder-ende-attention-heads-all-subtransformer": "[4]",
    "decoder-arbitrary-ende-attn-all-subtransformer": "[-1]",
}
_FFN = "decoder-ffn-embed-dim-all-subtransformer"


def architectures(task: str = "made", **more: str) -> list[dict[str, str]]:
    """Five of a task, a1 to a5, with 1 to 5 GFLOPs; `more` stands in the last."""
    rows = [
        {
            "task": task,
            "arch_id": f"a{size}",
            **_COMMON,
            _FFN: f"[{512 * size}]",
            "scratch_valid_BLEU": str(20 + size),
            "scratch_total_flops": str(size * 10**9),
        }
        for size in range(1, 6)
    ]
    rows[-1].update(more)
    return rows


def unlabelled(count: int) -> list[dict[str, str]]:
    """As many whose BLEU nobody knows, from 1 to 5 GFLOPs."""
    sizes = [1 + 4 * place / (count - 1) for place in range(count)]
    return [
        {**_COMMON, _FFN: f"[{round(512 * size)}]", "total_flops": str(size * 1e9)}
        for size in sizes
    ]


def split(seed: str, known: Iterable[int], test: Iterable[int]) -> list[dict[str, str]]:
    """A split of the task `made` by the sizes of its architectures."""
    return [
        {"seed": seed, "task": "made", "split": part, "order": str(order), "arch_id": f"a{size}"}
        for part, sizes in (("train", known), ("test", test))
        for order, size in enumerate(sizes)
    ]


def written(path: Path, rows: list[Mapping[str, str]]) -> Path:
    """Write a table; return where."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, fieldnames=list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    return path
