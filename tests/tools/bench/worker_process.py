"""A worker process spoken to as the protocol says, without the client."""

import subprocess
import sys
from typing import Self

from tools.bench.protocol import Job, Reply, Serve
from tools.domain import Setup, Window


class WorkerProcess:
    def __init__(self, job: Job, environment: dict[str, str]) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-P", "-m", "tools.bench.worker"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=environment,
            start_new_session=True,
        )
        self.say(job.model_dump_json())

    def say(self, line: str) -> None:
        self.process.stdin.write(line.encode() + b"\n")
        self.process.stdin.flush()

    def reply(self) -> Reply:
        line = self.process.stdout.readline()
        if not line:
            raise AssertionError(self.process.stderr.read().decode()[-2_000:])
        return Reply.model_validate_json(line)

    def ready(self) -> Setup:
        return self.reply().setup

    def serve(self, start: int, n: int) -> Window:
        self.say(Serve(start=start, n=n).model_dump_json())
        return self.reply().window

    def ended(self, within_s: float) -> int:
        return self.process.wait(within_s)

    def close(self) -> None:
        self.process.kill()
        self.process.wait()
        for pipe in (self.process.stdin, self.process.stdout, self.process.stderr):
            pipe.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()
