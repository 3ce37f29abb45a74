"""A real package index on 127.0.0.1 that serves archives which the tests build themselves."""

import hashlib
import io
import tarfile
import zipfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest

from tools.domain import Dataset
from tools.hub.archives import Archive, Report
from tools.hub.index import PackageIndex


@dataclass
class Shop:
    """What the index holds, how it fails, and which files were asked for."""

    port: int = 0
    content: dict[str, bytes] = field(default_factory=dict)
    lost: set[str] = field(default_factory=set)
    cut_short: set[str] = field(default_factory=set)
    asked: list[str] = field(default_factory=list)

    @property
    def index(self) -> PackageIndex:
        return PackageIndex(index_url=f"http://127.0.0.1:{self.port}/simple")

    def stock_wheel(self, package: str, files: Mapping[str, bytes]) -> Archive:
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w") as wheel:
            for name, content in files.items():
                wheel.writestr(name, content)
        return self.stock(package, f"{package}-1.0-py3-none-any.whl", buffer.getvalue())

    def stock_sdist(self, package: str, files: Mapping[str, bytes]) -> Archive:
        return self.stock(package, f"{package}-1.0.tar.gz", tar_gz(files))

    def stock(self, package: str, filename: str, content: bytes) -> Archive:
        self.content[filename] = content
        return Archive(
            package=package,
            version="1.0",
            filename=filename,
            sha256=hashlib.sha256(content).hexdigest(),
            size_bytes=len(content),
        )


def tar_gz(files: Mapping[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w:gz") as tar:
        for name, content in files.items():
            info = tarfile.TarInfo(name)
            info.size = len(content)
            tar.addfile(info, io.BytesIO(content))
    return buffer.getvalue()


class _Counter(BaseHTTPRequestHandler):
    shop: Shop

    def do_GET(self) -> None:
        kind, name = self.path.strip("/").split("/", 1)
        if kind == "simple":
            links = (f'<a href="/files/{f}">{f}</a>' for f in self.shop.content)
            self._reply(200, "text/html", "\n".join(links).encode())
            return
        self.shop.asked.append(name)
        if name in self.shop.lost:
            self._reply(404, "text/plain", b"gone")
            return
        content = self.shop.content[name]
        sent = content[: len(content) // 2] if name in self.shop.cut_short else content
        self._reply(200, "application/octet-stream", sent, promised=len(content))

    def _reply(self, status: int, kind: str, body: bytes, promised: int | None = None) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body) if promised is None else promised))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        pass


@pytest.fixture
def shop() -> Iterator[Shop]:
    shop = Shop()
    counter = type("Counter", (_Counter,), {"shop": shop})
    with ThreadingHTTPServer(("127.0.0.1", 0), counter) as server:
        shop.port = server.server_address[1]
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield shop
        server.shutdown()
        thread.join()


@pytest.fixture
def packed() -> Callable[[Mapping[str, bytes]], bytes]:
    return tar_gz


@pytest.fixture
def quiet() -> Report:
    return lambda name, completed, total: None


@pytest.fixture
def tweets_like() -> Dataset:
    return Dataset(
        name="some",
        sha256="0" * 64,
        task="text-classification",
        labels=("negative", "positive"),
        n_train=70,
        n_test=30,
        mean_length=80.0,
        path="unused.json",
        description="",
        licence="MIT",
    )


@pytest.fixture
def digits_like() -> Dataset:
    return Dataset(
        name="some",
        sha256="1" * 64,
        task="image-classification",
        labels=tuple("0123456789"),
        n_train=70,
        n_test=30,
        mean_length=64.0,
        path="unused.json",
        description="",
        licence="MIT",
    )
