"""A one-second micro-benchmark in a process of its own: `python -m tools.bench.speed`.

It tells what a thread of this machine does a second, so that estimates need no download.
"""

import asyncio
import contextlib
import sys
from collections.abc import Mapping
from time import process_time

from tools.domain import Value

# The shapes of a 384-dimensional encoder's feed-forward layer on 32 tokens.
_TOKENS, _WIDTH, _INNER = 32, 384, 1_536
_LEAST_S = 1.0


class Speed(Value):
    """What one pinned thread does: floating-point operations and table look-ups a second."""

    flop_per_s: float
    lookups_per_s: float


def measure() -> Speed:
    """Run matrix products for a second and row look-ups for a tenth of one, by CPU time."""
    import numpy as np

    rng = np.random.default_rng(0)
    left = rng.standard_normal((_TOKENS, _WIDTH), dtype=np.float32)
    right = rng.standard_normal((_WIDTH, _INNER), dtype=np.float32)
    table = rng.standard_normal((32_000, 64), dtype=np.float32)
    rows = rng.integers(0, len(table), _TOKENS)
    products, started = 0, process_time()
    while (spent := process_time() - started) < _LEAST_S:
        left @ right
        products += 1
    looked_up, started = 0, process_time()
    while (looking := process_time() - started) < _LEAST_S / 10:
        table[rows].mean(axis=0)
        looked_up += _TOKENS
    return Speed(
        flop_per_s=products * 2 * _TOKENS * _WIDTH * _INNER / spent,
        lookups_per_s=looked_up / looking,
    )


async def measured_apart(environment: Mapping[str, str]) -> Speed:
    """Measure in a fresh process with a worker's environment (threads pinned)."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-P",  # a folder `tools` where the user stands must not be taken for this one
        "-m",
        "tools.bench.speed",
        stdout=asyncio.subprocess.PIPE,
        env=dict(environment),
    )
    try:
        out, _ = await process.communicate()
    except BaseException:
        with contextlib.suppress(ProcessLookupError):
            process.kill()
        await process.communicate()
        raise
    return Speed.model_validate_json(out)


if __name__ == "__main__":
    sys.stdout.write(measure().model_dump_json())
