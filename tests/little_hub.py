"""A Hugging Face hub on 127.0.0.1, with models made on the fly: the routes that its clients use.

Answers are shaped as huggingface_hub reads them; `faults` says which go wrong, and how.
"""

import hashlib
import json
import re
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Lock, Thread
from urllib.parse import parse_qs, unquote, urlencode, urlsplit

LARGE = ".safetensors"


def weights(*, seed: int = 0, parameters: int = 100, dtype: str = "F32", names: int = 1) -> bytes:
    """Return a safetensors file with a real header."""
    width = {"F32": 4, "F16": 2, "I8": 1}[dtype]
    share = parameters // names
    header = {
        f"layer.{i}": {
            "dtype": dtype,
            "shape": [share],
            "data_offsets": [i * share * width, (i + 1) * share * width],
        }
        for i in range(names)
    }
    raw = json.dumps({"__metadata__": {"format": "pt"}, **header}).encode()
    return len(raw).to_bytes(8, "little") + raw + bytes([seed]) * (share * names * width)


CLASSIFIER = {
    "model_type": "bert",
    "architectures": ["BertForSequenceClassification"],
    "id2label": {"0": "negative", "1": "positive"},
}
ENCODER = {"model_type": "bert", "architectures": ["BertModel"]}


@dataclass
class Shelved:
    """A model: its files, and what else the hub says of it."""

    files: dict[str, bytes]
    said: dict[str, object] = field(default_factory=dict)
    pipeline: str = "text-classification"
    languages: tuple[str, ...] = ("en",)
    licence: str = "mit"

    @property
    def sha(self) -> str:
        content = hashlib.sha1()
        for name, data in sorted(self.files.items()):
            content.update(name.encode() + data)
        return content.hexdigest()

    def entry(self, model_id: str, *, blobs: bool) -> dict[str, object]:
        config = json.loads(self.files.get("config.json", b"{}"))
        shown = {k: config[k] for k in ("architectures", "model_type", "auto_map") if k in config}
        return {
            "_id": "1",
            "id": model_id,
            "modelId": model_id,
            "sha": self.sha,
            "gated": False,
            "private": False,
            "disabled": False,
            "downloads": 7,
            "likes": 1,
            "createdAt": "2025-01-01T00:00:00.000Z",
            "pipeline_tag": self.pipeline,
            "library_name": "transformers",
            "tags": ["transformers", "safetensors", *self.languages, f"license:{self.licence}"],
            "cardData": {"license": self.licence, "language": list(self.languages)},
            "config": shown,
            "siblings": [self._sibling(name, blobs=blobs) for name in sorted(self.files)],
            **self.said,
        }

    def tree(self) -> list[dict[str, object]]:
        found = []
        for name, data in self.files.items():
            leaf = {"type": "file", "path": name, "size": len(data), "oid": "0" * 40}
            sha256 = hashlib.sha256(data).hexdigest()
            large = {"oid": sha256, "size": len(data), "pointerSize": 130}
            found.append({**leaf, **({"lfs": large} if name.endswith(LARGE) else {})})
        return found

    def _sibling(self, name: str, *, blobs: bool) -> dict[str, object]:
        if not blobs:
            return {"rfilename": name}
        data = self.files[name]
        large = {"size": len(data), "sha256": hashlib.sha256(data).hexdigest(), "pointerSize": 130}
        return {
            "rfilename": name,
            "size": len(data),
            "blobId": hashlib.sha1(data).hexdigest(),
            **({"lfs": large} if name.endswith(LARGE) else {}),
        }


def classifier(*, seed: int = 0, parameters: int = 100, **known: object) -> Shelved:
    """Return a sequence classifier of two labels."""
    files = {
        "config.json": json.dumps(CLASSIFIER).encode(),
        "tokenizer.json": b"{}",
        "model.safetensors": weights(seed=seed, parameters=parameters),
    }
    return Shelved(files, **known)


def shelved(folder: Path, **known: object) -> Shelved:
    """Return a folder's files as a model."""
    return Shelved({path.name: path.read_bytes() for path in folder.iterdir()}, **known)


@dataclass
class LittleHub:
    """What the hub holds, what goes wrong, and what was asked and sent."""

    models: dict[str, Shelved] = field(default_factory=dict)
    odd: list[object] = field(default_factory=list)
    faults: dict[str, str] = field(default_factory=dict)
    friends: set[str] = field(default_factory=set)
    page: int = 50
    ranges: bool = True
    is_mirror: bool = False
    """A mirror does not pass on that the sizes of files are asked for."""
    piece_s: float = 0.0
    endpoint: str = ""
    asked: list[str] = field(default_factory=list)
    sent: Counter[str] = field(default_factory=Counter)
    """Bytes of the bodies that went out, by model; listings under the empty name."""
    weight_bytes: int = 0
    lock: Lock = field(default_factory=Lock)

    def fault(self, path: str) -> str:
        """Return what goes wrong with an address, if anything; `once ` faults pass."""
        with self.lock:
            for part, fault in self.faults.items():
                if re.search(part, path):
                    if fault.startswith("once "):
                        del self.faults[part]
                    return fault.removeprefix("once ")
        return ""


class _Clerk(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    # Head and body leave in two pieces: the second would wait for the first's receipt.
    disable_nagle_algorithm = True
    hub: LittleHub

    def do_HEAD(self) -> None:
        self.do_GET()

    def do_POST(self) -> None:
        """Say what is known of some paths: mirrors ask so before they pass a file on."""
        body = self.rfile.read(int(self.headers.get("Content-Length", "0")))
        found = re.fullmatch(r"/api/models/(.+?)/paths-info/\w+/?", urlsplit(self.path).path)
        one = self.hub.models.get(found[1]) if found else None
        try:
            paths = json.loads(body)["paths"]
        except ValueError:
            paths = parse_qs(body.decode()).get("paths", [])
        leaves = [leaf for leaf in one.tree() if leaf["path"] in paths] if one else []
        self._send(200 if one else 404, json.dumps(leaves).encode())

    def do_GET(self) -> None:
        address = urlsplit(self.path)
        path = unquote(address.path).rstrip("/")
        with self.hub.lock:
            self.hub.asked.append(f"{self.command} {self.path}")
        if self._is_faulty(self.path):
            return
        if path == "/api/models":
            self._list(parse_qs(address.query))
            return
        found = re.fullmatch(r"/api/models/(.+?)(?:/(revision|tree|auth-check)(?:/(\w+))?)?", path)
        if found:
            self._about(found[1], found[2] or "", parse_qs(address.query))
            return
        found = re.fullmatch(r"/(.+?)/resolve/(\w+)/(.+)", path)
        if found:
            self._file(found[1], found[3])
            return
        self._send(404, b"{}")

    def _is_faulty(self, path: str) -> bool:
        """Answer as a fault has it, if there is one; a slow answer is a right one."""
        kind, _, detail = self.hub.fault(path).partition(" ")
        if kind == "slow":
            time.sleep(float(detail))
        elif kind == "drop":
            self.close_connection = True
            self.connection.close()
        elif kind == "cut":
            self.send_response(200)
            self.send_header("Content-Length", "1000")
            self.end_headers()
            self.close_connection = True
        elif kind == "says":
            self._send(200, detail.encode())
        elif kind:
            self._send(int(kind), b"{}", {"Retry-After": detail} if detail else {})
        return kind not in ("", "slow")

    def _list(self, asked: Mapping[str, list[str]]) -> None:
        wanted, start = asked.get("filter", []), int(asked.get("cursor", ["0"])[0])
        entries: list[object] = list(self.hub.odd) if "odd" not in asked else []
        for model_id, one in self.hub.models.items():
            entry = one.entry(model_id, blobs=False)
            tagged = set(wanted) <= set(entry["tags"]) if isinstance(entry["tags"], list) else True
            if tagged and one.pipeline in asked.get("pipeline_tag", [one.pipeline]):
                entries.append(entry)
        most = min(self.hub.page, int(asked.get("limit", ["1000"])[0]))
        headers = {}
        if start + most < len(entries):
            further = urlencode({**asked, "cursor": start + most}, doseq=True)
            headers["Link"] = f'<{self.hub.endpoint}/api/models?{further}>; rel="next"'
        self._send(200, json.dumps(entries[start : start + most]).encode(), headers)

    def _about(self, model_id: str, what: str, asked: Mapping[str, list[str]]) -> None:
        one = self.hub.models.get(model_id)
        if one is None:
            self._send(404, b'{"error": "Repository not found"}', {"X-Error-Code": "RepoNotFound"})
        elif what == "auth-check":
            self._send(200 if self._is_let_in(one) else 403, b"{}", model=model_id)
        elif what == "tree":
            self._send(200, json.dumps(one.tree()).encode(), model=model_id)
        else:
            entry = one.entry(model_id, blobs="blobs" in asked and not self.hub.is_mirror)
            self._send(200, json.dumps(entry).encode(), model=model_id)

    def _is_let_in(self, one: Shelved) -> bool:
        said = self.headers.get("Authorization", "").removeprefix("Bearer ")
        return not one.said.get("gated") or said in self.hub.friends

    def _file(self, model_id: str, name: str) -> None:
        one = self.hub.models.get(model_id)
        data = one.files.get(name) if one is not None else None
        if one is None or data is None:
            self._send(404, b"{}", {"X-Error-Code": "EntryNotFound"})
            return
        if not self._is_let_in(one):
            self._send(403, b"{}", {"X-Error-Code": "GatedRepo"})
            return
        headers = {
            "ETag": f'"{hashlib.sha256(data).hexdigest()}"',
            "X-Repo-Commit": one.sha,
            "Accept-Ranges": "bytes",
        }
        asked = re.fullmatch(r"bytes=(\d+)-(\d+)", self.headers.get("Range", ""))
        if asked is None or not self.hub.ranges:
            self._count_weights(name, data, 0, len(data))
            self._send(200, data, headers, model=model_id)
            return
        first, last = int(asked[1]), min(int(asked[2]), len(data) - 1)
        if first > last:
            self._send(416, b"", headers)
            return
        self._count_weights(name, data, first, last + 1)
        headers["Content-Range"] = f"bytes {first}-{last}/{len(data)}"
        self._send(206, data[first : last + 1], headers, model=model_id)

    def _count_weights(self, name: str, data: bytes, first: int, end: int) -> None:
        if name.endswith(LARGE) and self.command == "GET":
            begin = 8 + int.from_bytes(data[:8], "little")
            with self.hub.lock:
                self.hub.weight_bytes += max(0, end - max(first, begin))

    def _send(
        self,
        status: int,
        body: bytes,
        headers: Mapping[str, str] | None = None,
        *,
        model: str = "",
    ) -> None:
        self.send_response(status)
        for name, value in (headers or {}).items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command == "HEAD":
            return
        with self.hub.lock:
            self.hub.sent[model] += len(body)
        try:
            for start in range(0, len(body), 50_000):
                self.wfile.write(body[start : start + 50_000])
                time.sleep(self.hub.piece_s)
        except ConnectionError:  # the client has what it wants
            self.close_connection = True

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        pass


class _Quiet(ThreadingHTTPServer):
    # The default, 5, makes the sixth client at once wait for a second.
    request_queue_size = 64

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that hangs up is no news."""


@contextmanager
def little_hub() -> Iterator[LittleHub]:
    """Lend a hub that is empty and well."""
    hub = LittleHub()
    clerk = type("Clerk", (_Clerk,), {"hub": hub})
    with _Quiet(("127.0.0.1", 0), clerk) as server:
        hub.endpoint = f"http://127.0.0.1:{server.server_address[1]}"
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield hub
        server.shutdown()
        thread.join()
