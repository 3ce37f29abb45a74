"""Prints how far the laboratory's comparisons are to be trusted.

    python benchmarks/laboratory.py aa    [--runs 200] [--home FOLDER]
    python benchmarks/laboratory.py twice [--runs 20]  [--home FOLDER]
    python benchmarks/laboratory.py peer  [--runs 30]  [--home FOLDER]

`aa` compares a candidate with itself under another name: how often is one called cheaper?
`twice` compares it with doing everything twice, while another process loads a core half of the
time: how often does the 95 % interval hold 2.0?
`peer` measures one model by the product and by a plain loop in a process of its own, interleaved.
Each comparison takes five blocks of 64 requests and two new workers, as a search would.
"""

import argparse
import asyncio
import json
import random
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from math import log
from pathlib import Path

from agent.examples import examples
from agent.fetching import fetch_files
from agent.jobs import job_of
from agent.services import Services, open_services
from agent.settings import Settings
from tools.bench.protocol import Job, Serve
from tools.bench.summary import summarize
from tools.domain import Dataset, Evidence, Interval, Request, Setup, Window
from tools.hub.search import find
from tools.selection import ratios
from tools.selection.effects import ratio_of

BLOCKS, N = 5, 64
MODELS = (
    ("WordLlama-64", "tweets"),
    ("sentence-transformers/paraphrase-MiniLM-L3-v2", "tweets"),
    ("ccexam/usps", "digits"),
    ("ccexam/svhn", "digits"),
)
# A request of less than a millisecond finds warm caches the second time, and is no two.
HEAVY = (MODELS[1], MODELS[3])
PEER = "sentence-transformers/all-MiniLM-L6-v2"
BUSY_HALF_OF_THE_TIME = """
import time
while True:
    until = time.perf_counter() + 0.02
    while time.perf_counter() < until:
        pass
    time.sleep(0.02)
"""
PLAIN_LOOP = """
import json, resource, sys, time
import numpy as np, torch
from tokenizers import Tokenizer
from transformers import AutoModel
from transformers.utils.logging import disable_progress_bar
disable_progress_bar()
folder, data, start, n = sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4])
torch.set_num_threads(1)
model = AutoModel.from_pretrained(folder).float().eval()
tokenizer = Tokenizer.from_file(folder + "/tokenizer.json")
tokenizer.no_padding(); tokenizer.enable_truncation(256)
head = np.zeros((2, model.config.hidden_size), dtype=np.float32)
given = json.load(open(data))
texts, others = ([text for text, _ in given[part]] for part in ("test", "train"))
def answer(text):
    ids = torch.tensor([tokenizer.encode(text).ids])
    with torch.inference_mode():
        hidden = model(input_ids=ids, attention_mask=torch.ones_like(ids)).last_hidden_state
    pooled = hidden[0].numpy().mean(axis=0)
    return int(np.argmax(head @ (pooled / np.linalg.norm(pooled))))
began, done = time.perf_counter(), 0
while time.perf_counter() - began < 2:
    answer(others[done])
    done += 1
used = lambda: (lambda r: r.ru_utime + r.ru_stime)(resource.getrusage(resource.RUSAGE_SELF))
latencies, cpu = [], used()
for text in texts[start:start + n]:
    asked = time.perf_counter()
    answer(text)
    latencies.append(time.perf_counter() - asked)
print(json.dumps({"latency_s": latencies, "cpu_s": (used() - cpu) / n}))
"""


class Lab:
    """Jobs of catalogue models on their data, and evidence from interleaved windows."""

    def __init__(self, services: Services) -> None:
        self.services = services
        self._data: dict[str, Dataset] = {}

    def job(self, model_id: str, data: str, name: str, *tactics: str) -> Job:
        """Return the job of a model under another name."""
        services, settings = self.services, self.services.settings
        dataset = self.dataset(data)
        listing = next(
            one
            for one in find(dataset, services.catalogue, home=settings.home)
            if one.candidate.model == model_id and not one.candidate.tactics
        )
        fetch_files(listing, services, lambda *_: None)
        candidate = listing.candidate.model_copy(
            update={"revision": f"{listing.candidate.revision}#{name}", "tactics": tactics}
        )
        job = job_of(candidate, listing.model, dataset, services, device="cpu")
        return job.model_copy(update={"warm_up_s": 0.5, "fit_limit": 300})

    def dataset(self, name: str) -> Dataset:
        """Return a built-in dataset."""
        if name not in self._data:
            self._data[name], _ = examples({}, Request(dataset=name), self.services)
        return self._data[name]

    async def compared(self, *jobs: Job) -> list[Evidence]:
        """Return the evidence on each job from interleaved blocks, each in one new worker."""
        bench, windows, setups = self.services.bench, {}, {}
        for block in range(BLOCKS):
            for job in random.sample(jobs, len(jobs)):
                order = Serve(start=N * block, n=N, block=str(block))
                outcome = await bench.measure(job, order, timeout_s=600)
                assert outcome.window is not None, outcome.failure
                windows.setdefault(job.candidate, []).append(outcome.window)
                setups.setdefault(job.candidate, outcome.setup)
        for job in jobs:
            await bench.drop(job.candidate.key)
        return [_evidence(windows[job.candidate], setups[job.candidate]) for job in jobs]


def _evidence(windows: Sequence[Window], setup: Setup | None) -> Evidence:
    assert setup is not None
    found = summarize(windows, setup, device="cpu", machine="here")
    assert found is not None
    return found


def _holds(interval: Interval, ratio: float) -> bool:
    return interval.low <= ratio <= interval.high


async def aa(lab: Lab, runs: int) -> None:
    """Print how often one of two equals is called cheaper."""
    won = {"energy": 0, "latency": 0, "either": 0}
    for run in range(runs):
        model, data = MODELS[run % len(MODELS)]
        pair = await lab.compared(lab.job(model, data, f"a{run}"), lab.job(model, data, f"b{run}"))
        wins = {
            "energy": not _holds(ratios.energy(*pair), 1.0),
            "latency": not _holds(ratios.latency(*pair), 1.0),
        }
        for name, is_won in (*wins.items(), ("either", any(wins.values()))):
            won[name] += is_won
        if run % 20 == 19 or run == runs - 1:
            print(f"{run + 1} comparisons of equals: a winner on {won}", flush=True)


async def twice(lab: Lab, runs: int) -> None:
    """Print how often the interval of the ratio holds 2.0 under half a core of foreign load."""
    load = subprocess.Popen([sys.executable, "-c", BUSY_HALF_OF_THE_TIME])
    held, widths = {"energy": 0, "latency": 0}, []
    try:
        for run in range(runs):
            model, data = HEAVY[run % len(HEAVY)]
            once = lab.job(model, data, f"once{run}")
            both = lab.job(model, data, f"twice{run}", "twice")
            a, b = await lab.compared(both, once)
            found = {"energy": ratios.energy(a, b), "latency": ratios.latency(a, b)}
            for name, interval in found.items():
                held[name] += _holds(interval, 2.0)
                widths.append(interval.high / interval.low)
            said = ", ".join(
                f"{k} {i.mid:.2f} ({i.low:.2f}-{i.high:.2f})" for k, i in found.items()
            )
            print(f"{model}: {said}", flush=True)
    finally:
        load.kill()
        load.wait()
    print(f"2.0 lay in the 95 % interval: {held} of {runs}; width {statistics.median(widths):.2f}")


async def peer(lab: Lab, runs: int) -> None:
    """Print the ratio of the product's medians to those of a plain loop, interleaved."""
    bench, found = lab.services.bench, {"latency": [], "cpu": []}
    data = lab.dataset("tweets")
    environment = lab.services.settings.worker_environment()
    for run in range(runs):
        job = lab.job(PEER, "tweets", "peer").model_copy(update={"warm_up_s": 2.0})
        start = N * (run % (data.n_test // N))
        order = Serve(start=start, n=N, most_s=0, updates=0)

        async def product(job: Job = job, order: Serve = order) -> dict[str, float]:
            outcome = await bench.measure(job, order, timeout_s=600)
            await bench.drop(job.candidate.key)
            assert outcome.window is not None, outcome.failure
            window = outcome.window
            return {
                "latency": statistics.median(window.latency_s),
                "cpu": window.cpu_s / window.requests,
            }

        async def plain(job: Job = job, start: int = start) -> dict[str, float]:
            process = await asyncio.create_subprocess_exec(
                *(sys.executable, "-c", PLAIN_LOOP, job.folder, data.path, str(start), str(N)),
                stdout=asyncio.subprocess.PIPE,
                env=environment,
            )
            out, _ = await process.communicate()
            said = json.loads(out)
            return {"latency": statistics.median(said["latency_s"]), "cpu": said["cpu_s"]}

        order_of_two = [("product", product), ("plain", plain)]
        random.shuffle(order_of_two)
        got = {name: await measure() for name, measure in order_of_two}
        for name, logs in found.items():
            logs.append(log(got["product"][name] / got["plain"][name]))
    for name, logs in found.items():
        ratio = ratio_of(logs)
        print(
            f"{PEER}, {name}: product / plain loop {ratio.mid:.3f} "
            f"(95 % interval {ratio.low:.3f} to {ratio.high:.3f}, {runs} pairs)"
        )


async def main() -> None:
    """Run one of the three."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("what", choices=["aa", "twice", "peer"])
    parser.add_argument("--runs", type=int)
    parser.add_argument("--home", type=Path, default=Path.home() / ".cache" / "greenrunner-tests")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as lent:
        home = Path(lent)
        for name in ("models", "datasets"):
            (home / name).symlink_to(given.home / name)
        async with open_services(Settings(_env_file=None, home=home)) as services:
            lab = Lab(services)
            work, runs = {"aa": (aa, 200), "twice": (twice, 20), "peer": (peer, 30)}[given.what]
            await work(lab, given.runs or runs)


if __name__ == "__main__":
    asyncio.run(main())
