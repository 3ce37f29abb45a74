"""The built-in extractor: pure functions from what somebody writes to typed values.

It reads no file and no environment, and needs no language model. Text is only ever text.
"""

from agent.extract.followup import follow_up
from agent.extract.meant import FollowUp
from agent.extract.understanding import understand
from agent.extract.whereabouts import located

__all__ = ["FollowUp", "follow_up", "located", "understand"]
