"""Which processes live: workers, templates, or those of an id."""

import asyncio
import os
import time

import psutil


def lives(pid):
    return psutil.pid_exists(pid) and psutil.Process(pid).status() != psutil.STATUS_ZOMBIE


async def gone(pids, within_s=20.0):
    """Wait for processes to end; say whether they did."""
    deadline = time.monotonic() + within_s
    while any(map(lives, pids)) and time.monotonic() < deadline:
        await asyncio.sleep(0.02)
    return not any(map(lives, pids))


def descendants():
    return [
        child
        for child in psutil.Process().children(recursive=True)
        if child.status() != psutil.STATUS_ZOMBIE
    ]


def templates():
    """Return the ids of the templates that are up."""
    return started("tools.bench.template")


def workers():
    """Return the ids of the workers: started here, or forked by a template (once they lead)."""
    forked = {
        child.pid
        for template in templates()
        for child in psutil.Process(template).children()
        if lives(child.pid) and os.getpgid(child.pid) == child.pid
    }
    return sorted(forked.union(started("tools.bench.worker")))


def started(module):
    return [
        child.pid
        for child in psutil.Process().children()
        if lives(child.pid) and module in child.cmdline()
    ]
