"""Whether a search's workers are forked is a setting, and can be seen of each."""

import sys

import pytest
from talking import talking

from agent.evidence import Known

NEVER = "tell positive texts from negative ones, at most 1 MB of downloads"


@pytest.mark.parametrize("fresh", [True, False])
async def test_a_search_forks_its_workers_unless_fresh_ones_are_asked_for(
    tmp_path, opinions, fresh
):
    async with talking(tmp_path, fresh_workers=fresh) as talk:
        await talk.ask(NEVER, opinions)
        (setup,) = Known(await talk.state(), talk.services).setups.values()
    assert setup.from_template == (not fresh and sys.platform == "linux")
