"""What `greenrunner nas proxies` says of the evolved formula, in sentences."""

from agent.nas.ranked import Breeding, Evolved, Ranking

_ROLES = {
    "best proxy": "the best single proxy on these very cells",
    "parameters": "the parameter count",
    "best statistic": "the single statistic that was best where the formula was bred",
}


def of_the_formula(found: Ranking) -> list[str]:
    """Return what the formula is, where it comes from, and by how much it is better."""
    if found.evolved is None:
        return [found.left_out] if found.left_out else []
    one = found.evolved
    return [
        f"evolved: {one.formula}",
        _shown(one),
        _bred(one.breeding) if one.breeding is not None else _kept(one),
        "By how much the formula is better, in tau, with paired intervals:",
        *(f"  {line}" for line in _margins(one)),
    ]


def _shown(one: Evolved) -> str:
    shape = " x ".join(str(side) for side in one.setup.shape)
    return (
        f"For the formula networks of {one.channels} channels and {one.cells_per_stage} cell a "
        f"stage saw two minibatches of {one.setup.examples} images of {one.setup.noise} noise "
        f"({shape}) with random labels."
    )


def _bred(breeding: Breeding) -> str:
    return (
        f"It was bred on {breeding.bred_on:,} of the other cells and chosen by "
        f"{breeding.chosen_by:,} more, by {breeding.dataset}; it was judged by none of them. Other "
        f"data sets got it unchanged. {breeding.tried:,} formulas were tried in "
        f"{breeding.cpu_s:.0f} CPU s."
    )


def _kept(one: Evolved) -> str:
    return (
        f"It was kept, and bred on {one.kept}. Where those are among the cells that judge here, "
        "its figures flatter."
    )


def _margins(one: Evolved) -> list[str]:
    lines = []
    for each in one.margins:
        role = _ROLES[each.role] + (f", {each.rival}" if each.role != "parameters" else "")
        if each.margin is None:
            said = "one of them ranks all the same"
        else:
            error = f" ± {each.margin.error:.3f}" if each.margin.error is not None else ""
            said = f"{each.margin.tau:+.3f}{error}"
        lines.append(f"{each.dataset}: {said} against {role}")
    return lines
