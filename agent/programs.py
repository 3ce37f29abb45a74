"""The choice in a program of the user's own: a file that says how it was measured, and the code."""

import hashlib
import re
from pathlib import Path

from agent.evidence import Known
from agent.explain import called
from agent.fetching import to_fetch
from agent.jobs import job_of
from agent.report import named
from agent.services import Services
from tools.bench.protocol import Job
from tools.domain import DESIGN_PROGRAM, Candidate, Listing
from tools.hub.home import write_whole
from tools.selection.recommend import recommend

_FOLDER, _LONGEST_NAME = "programs", 40
_NOBODY = (
    "Nothing is recommended yet, so there is nothing to load. Loosen a limit, or say `go on`; then "
    "ask again."
)
_TEXT = 'print(answer(["Put a text of yours here."]))'
_PICTURE = "print(answer([examples[0][0]]))"
# Pictures that are files stand as addresses in the examples, and near their beginning.
_ADDRESS, _BEGINNING = '"data:image/', 65_536


def shown(known: Known, services: Services) -> str:
    """Write down how the choice was measured, and return the lines that load and ask it.

    Raises:
        HomeError: the home cannot be written.

    """
    verdict = recommend(known.evidence, known.request.requirements, known.preferences)
    if verdict.chosen is None:
        return _NOBODY
    listing = next(one for one in known.running if one.candidate == verdict.chosen)
    if to_fetch(listing, services):
        return (
            f"The files of {called(named(verdict.chosen))} are not here any more: `go on` fetches "
            "them again where more is measured. Then ask again."
        )
    job = _job(listing, known, services)
    path = _written(job, services.settings.home)
    lines = [
        f"This loads {called(named(verdict.chosen))} as it was measured, tactics included, and "
        "asks it for labels:",
        "```python",
        *_code(path, job, known.scenario.task),
        "```",
        "Run it with the Python that Green Runner is installed in, whose code was measured. What "
        f"it needs must stay where it is: {_needs(job)}. `greenrunner results --csv` exports the "
        "numbers.",
    ]
    program = Path(job.folder, DESIGN_PROGRAM)
    if job.folder and program.is_file():
        lines.append(f"Any program with torch opens it without Green Runner: {program}.")
    return "\n".join(lines)


def _job(listing: Listing, known: Known, services: Services) -> Job:
    """Return the job that the choice was measured by, with paths that hold from anywhere."""
    scenario, model = known.scenario, listing.model
    if model.folder:
        model = model.model_copy(update={"folder": str(Path(model.folder).resolve())})
    return job_of(listing.candidate, model, scenario.dataset, services, device=scenario.device)


def _written(job: Job, home: Path) -> Path:
    """Write a job down; return the file."""
    path = (home / _FOLDER / f"{_name(job.candidate, job.dataset_sha256)}.json").resolve()
    write_whole(path, job.model_dump_json(indent=2))
    return path


def _name(candidate: Candidate, dataset: str) -> str:
    short = re.sub(r"[^a-z0-9]+", "-", candidate.model.rsplit("/", 1)[-1].lower()).strip("-")
    digest = hashlib.sha256(f"{candidate.key}|{dataset}".encode()).hexdigest()
    return f"{short[:_LONGEST_NAME]}-{digest[:8]}"


def _code(path: Path, job: Job, task: str) -> list[str]:
    """Return the lines; a picture is one of the examples, which may be of any form."""
    load = ["from tools.bench.using import load", "", f"answer = load({str(path)!r})"]
    if task != "image-classification":
        return [*load, _TEXT]
    with Path(job.dataset_path).open(encoding="utf-8") as examples:
        are_files = _ADDRESS in examples.read(_BEGINNING)
    return [
        "import json",
        *load,
        f'examples = json.load(open({job.dataset_path!r}))["test"]',
        f"{_PICTURE}{'  # or the paths of pictures' if are_files else ''}",
    ]


def _needs(job: Job) -> str:
    kept = f"the model's files in {job.folder}, " if job.folder else ""
    return f"{kept}the examples in {job.dataset_path} and what was fitted in {job.heads_folder}"
