"""Jobs made from jobs, and the heads that they are answered with."""

import shutil
from importlib.metadata import version
from pathlib import Path

import numpy as np

from tools.bench import heads
from tools.bench.answerers import read
from tools.bench.encoders.images import Pixels
from tools.bench.protocol import Job
from tools.domain import Candidate


def head_of(job: Job) -> Path:
    """Return where the head of a job is kept."""
    identity = (job.candidate.key, job.dataset_sha256, str(job.fit_limit), version("scikit-learn"))
    return heads.path_of(Path(job.heads_folder), *identity)


def with_head(job: Job) -> Job:
    """Fit the head of a job on pixels, so that its workers need not."""
    data = read(job.dataset_path)
    images, labels = zip(*data.train[: job.fit_limit], strict=True)
    head = heads.fit(Pixels().encode_all(images), np.array(labels), len(data.labels))
    heads.save(head, head_of(job))
    return job


def lend_head(job: Job, other: Job) -> Job:
    """Give one job the head that was fitted for another."""
    shutil.copyfile(head_of(job), head_of(other))
    return other


def named(job: Job, name: str) -> Job:
    """Return the same job under another name, with its head if it has one."""
    candidate = Candidate(model=name, revision="1", strategy=job.candidate.strategy)
    other = job.model_copy(update={"candidate": candidate})
    return lend_head(job, other) if head_of(job).exists() else other
