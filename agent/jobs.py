"""From a candidate and its data to the job that a worker is handed."""

from pathlib import Path

from agent.services import Services
from tools.bench.protocol import Job
from tools.domain import Candidate, Dataset, Model


def job_of(
    candidate: Candidate, model: Model, dataset: Dataset, services: Services, *, device: str
) -> Job:
    """Return what a worker needs to make a candidate ready on these examples."""
    settings = services.settings
    return Job(
        candidate=candidate,
        runtime=model.runtime,
        folder=model.folder,
        options=model.options,
        labels=model.labels,
        dataset_path=str(Path(dataset.path).resolve()),
        dataset_sha256=dataset.sha256,
        size_bytes=model.size_bytes,
        heads_folder=str((settings.home / "heads").resolve()),
        device=device,
        threads=settings.threads,
        fit_limit=settings.fit_examples,
        warm_up_s=settings.warm_up_s,
        memory_limit_bytes=services.worker_memory_bytes,
        power=services.power,
    )
