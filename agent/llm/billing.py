"""Puts on a search's bill what its language model did."""

from agent.llm.budget import Purse
from agent.report import Bill, LanguageModel, Report


def billed(report: Report, model: str, purse: Purse, *, already_j: float) -> Report:
    """Return a report with what the language model did, and settle the search's account.

    Of its energy so many joules were counted before, as the need was read before the search.
    """
    used = purse.settle()
    if not used.calls:
        return report
    energy_j = purse.energy(used)
    did = LanguageModel(
        model=model,
        calls=used.calls,
        read_tokens=used.read_tokens,
        wrote_tokens=used.wrote_tokens,
        tokens_estimated=used.estimated,
        wall_s=used.wall_s,
        energy_j=energy_j,
    )
    more_j = energy_j.mid - already_j if energy_j else 0.0
    bill = _dearer(report.search, more_j).model_copy(update={"language_model": did})
    return report.model_copy(update={"search": bill})


def _dearer(bill: Bill, more_j: float) -> Bill:
    """Return a bill with so many joules more; what pays it back grows as it does."""
    energy_j, back = bill.energy_j + more_j, bill.payback
    if back is not None and bill.energy_j > 0:
        grown = energy_j / bill.energy_j
        back = back.model_copy(
            update={
                name: None if (n := getattr(back, name)) is None else n * grown
                for name in ("low", "mid", "high")
            }
        )
    return bill.model_copy(update={"energy_j": energy_j, "payback": back})
