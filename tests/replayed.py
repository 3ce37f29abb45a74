"""Measurements that are taken once and given again: what a second play rests on is the same.

Two plays that measure would differ by the noise of two measurements. So the first is recorded, and
the second must ask for the same batches in the same order, and gets the same outcomes.
"""

import asyncio

from tools.bench.client import Bench, Outcome

_CUT_BY_THEN_S = 5.0
# A batch takes a while, so that whoever stops a search as it begins to measure stops it there.
_A_BATCH_S = 0.2
Batches = list[tuple[tuple[str, int, int], Outcome | None]]


class Recording:
    """A bench that notes what it measures; a batch that was cut has no outcome."""

    def __init__(self, bench: Bench, batches: Batches) -> None:
        self._bench, self._batches = bench, batches

    async def measure(self, job, order, *, timeout_s) -> Outcome:
        self._batches.append((_asked(job, order), None))
        outcome = await self._bench.measure(job, order, timeout_s=timeout_s)
        self._batches[-1] = (self._batches[-1][0], outcome)
        return outcome

    def holds(self, key: str) -> bool:
        return self._bench.holds(key)


class Replaying:
    """A bench that measures nothing and gives what was recorded; what was cut takes long."""

    def __init__(self, batches: Batches) -> None:
        self._batches, self._held = batches, set()

    async def measure(self, job, order, *, timeout_s) -> Outcome:
        await asyncio.sleep(_A_BATCH_S)
        asked, outcome = self._batches.pop(0)
        assert asked == _asked(job, order)
        if outcome is None:
            # Who is cut before it asks for this batch asks for it afterwards.
            await asyncio.sleep(_CUT_BY_THEN_S)
            return await self.measure(job, order, timeout_s=timeout_s)
        if outcome.failure is None:
            self._held.add(job.candidate.key)
        return outcome

    def holds(self, key: str) -> bool:
        return key in self._held


def _asked(job, order) -> tuple[str, int, int]:
    return job.candidate.key, order.start, order.n
