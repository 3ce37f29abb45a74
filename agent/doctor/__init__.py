"""Checks what a search relies on; nothing is changed but for an empty home that may be made."""

from agent.doctor import machine, reach
from agent.doctor.check import Check
from agent.settings import Settings

__all__ = ["Check", "checkup"]


async def checkup(settings: Settings) -> list[Check]:
    """Look at everything; some six seconds, most of it the self-test."""
    plain = [check(settings) for check in (machine.python, machine.torch, machine.device)]
    plain += [check(settings) for check in (machine.energy, machine.electricity)]
    plain += await machine.self_test(settings)
    plain += [check(settings) for check in (reach.home, reach.store, reach.weights)]
    for check in (reach.index, reach.hub, reach.language_model):
        plain.append(await check(settings))
    return [*plain, reach.disk(settings)]
