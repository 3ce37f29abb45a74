"""A warm template: `python -m tools.bench.template RUNTIME POWER`, forked once for each worker.

It has imported what the workers of one runtime import, and done nothing else: no tensor, no GPU,
one thread. Other runtimes' libraries are not in it, because a worker's peak memory is a result.

Its standard input is a socket that keeps messages apart. Each message brings three files: what is
to be a worker's standard input and output, its standard error, and a socket on which the template
says the worker's process id and, when it has ended, its exit status. The template ends when its
input closes; its workers live on until theirs does.
"""

import contextlib
import os
import select
import socket
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import import_module

import psutil

from tools.bench import mapped, process, worker
from tools.bench.meters import until_now
from tools.bench.protocol import Power, Preload
from tools.domain import Runtime

# What all of a runtime's workers import and this module does not. Not onnxruntime, and not pyarrow,
# which scikit-learn brings: they start threads when they are imported, and a fork has one thread.
_LIBRARIES: Mapping[Runtime, tuple[str, ...]] = {
    "transformers": (
        "torch",
        "transformers.models.auto.modeling_auto",
        "transformers.models.bert.modeling_bert",
        "transformers.models.mpnet.modeling_mpnet",
        "tools.bench.encoders.classifier",
    ),
    "transformers-vision": (
        "torch",
        "PIL.Image",
        "transformers.models.auto.modeling_auto",
        "transformers.models.auto.image_processing_auto",
        "transformers.models.vit.modeling_vit",
        "transformers.models.vit.image_processing_pil_vit",
        "tools.bench.encoders.outputs",
        "tools.bench.encoders.pretrained",
    ),
    "cnn": ("torch", "PIL.Image", "tools.bench.encoders.vision"),
    "efficientnet": ("torch", "PIL.Image", "tools.bench.encoders.efficientnet"),
    "onnx": ("tools.bench.encoders.sentence",),
    "static": ("tools.bench.encoders.static", "safetensors.numpy"),
    "pixels": ("tools.bench.encoders.images",),
    "tfidf": (),
}


@dataclass(frozen=True)
class _Child:
    """A worker that was forked here, and the file that its end is written to."""

    pid: int
    report: int


def main(runtime: Runtime, power: Power) -> None:
    """Import what the workers of a runtime need, say what that took, and fork them on request."""
    preload(runtime)
    pages = mapped.touched()
    took = Preload(
        wall_s=process.age_s(),
        cpu_s=process.cpu_s(),
        energy=until_now(power),
        rss_bytes=process.resident_bytes(),
    )
    with socket.socket(fileno=0) as requests:
        requests.send(took.model_dump_json().encode())
        is_worker = _fork_on_request(requests)
    if is_worker:
        mapped.touch(pages)
        worker.main()


def preload(runtime: Runtime) -> None:
    """Import a runtime's libraries, and see to it that this process can be forked.

    Raises:
        RuntimeError: a library holds on to a thread or has touched a GPU.

    """
    for name in _LIBRARIES[runtime]:
        import_module(name)
    # A rehearsal: OpenBLAS, which starts its threads when it is loaded, ends them before a fork and
    # starts them again where they are first used.
    if (pid := os.fork()) == 0:
        os._exit(_touched_a_gpu())
    if os.waitpid(pid, 0)[1] != 0:
        raise RuntimeError("a library touched a GPU while it was imported")
    check_single_threaded()


def check_single_threaded() -> None:
    """Make sure that a fork would copy all of this process.

    Raises:
        RuntimeError: there are more threads than this one.

    """
    if (threads := psutil.Process().num_threads()) != 1:
        raise RuntimeError(f"a process with {threads} threads cannot be forked")


def _touched_a_gpu() -> bool:
    """Say, in a forked process, whether torch finds that CUDA was in use before the fork."""
    torch = sys.modules.get("torch")
    return torch is not None and bool(torch.cuda._is_in_bad_fork())


def _fork_on_request(requests: socket.socket) -> bool:
    """Fork until the requests end; return whether this is one of the forked processes."""
    children: dict[int, _Child] = {}
    events = select.poll()
    events.register(requests, select.POLLIN)
    while True:
        for file, _ in events.poll():
            if file in children:
                events.unregister(file)
                _report_end(file, children.pop(file))
                continue
            _, files, _, _ = socket.recv_fds(requests, 1, 3)
            if not files:
                return False
            check_single_threaded()
            if (pid := os.fork()) == 0:
                _become_worker(requests, files, children)
                return True
            handle = _report_start(pid, files)
            children[handle] = _Child(pid, files[-1])
            events.register(handle, select.POLLIN)


def _report_start(pid: int, files: list[int]) -> int:
    """Tell a worker's process id; return a file that becomes readable when it ends."""
    talk, log, report = files
    os.close(talk)
    os.close(log)
    # The worker does the same; whoever comes first, its group is there once its id is known.
    os.setpgid(pid, pid)
    with contextlib.suppress(BrokenPipeError):
        os.write(report, b"%d" % pid)
    return os.pidfd_open(pid)


def _report_end(handle: int, child: _Child) -> None:
    status = os.waitstatus_to_exitcode(os.waitpid(child.pid, 0)[1])
    with contextlib.suppress(BrokenPipeError):
        os.write(child.report, b"%d" % status)
    os.close(child.report)
    os.close(handle)


def _become_worker(
    requests: socket.socket, files: list[int], siblings: Mapping[int, _Child]
) -> None:
    """Be as a process that was started afresh: its own group, files and random numbers."""
    os.setpgid(0, 0)
    requests.detach()
    talk, log, _ = files
    os.dup2(talk, 0)
    os.dup2(talk, 1)
    os.dup2(log, 2)
    for file in (*files, *siblings, *(sibling.report for sibling in siblings.values())):
        os.close(file)
    # Python seeds its own generator anew after a fork; NumPy leaves the one of all libraries as is.
    if "numpy.random" in sys.modules:
        import numpy as np

        np.random.seed()


if __name__ == "__main__":
    main(sys.argv[1], Power.model_validate_json(sys.argv[2]))  # type: ignore[arg-type]
