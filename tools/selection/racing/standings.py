"""Who is ahead on what lies on the board."""

from tools.selection.racing.board import Board, Floats
from tools.selection.racing.goals import Goal


def rates(board: Board) -> Floats:
    """Return each model's share of right answers, drawn a little to the mean of all."""
    right, asked = board.right, board.asked
    mean = (right.sum() + 0.5) / (asked.sum() + 1)
    found: Floats = (right + mean) / (asked + 1)
    return found


def chosen(board: Board, goal: Goal, quality: Floats | None = None) -> int | None:
    """Return whom the goal names among those that answered anything, or None if nobody did.

    Args:
        board: what was answered.
        goal: what makes a model the one to choose.
        quality: of each model in [0, 1]; else the plain shares of right answers.

    """
    if not board.loaded.any():
        return None
    quality = rates(board) if quality is None else quality
    return goal.stakes(quality * board.pool, board.loaded, board.pool, aim=0.75).choice
