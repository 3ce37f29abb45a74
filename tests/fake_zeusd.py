"""A daemon that speaks zeusd's protocol on a real socket: HTTP over a Unix socket, JSON bodies."""

import json
import socketserver
import threading
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from urllib.parse import parse_qs, urlsplit


class FakeZeusd:
    """Serves discovery and cumulative CPU energy. Use as a context manager; leaving stops it."""

    def __init__(self, socket: Path, *, groups: tuple[str, ...] = ("cpu-read",)) -> None:
        self.socket = socket
        self.cpu_j = {0: 500.0, 1: 700.0}
        self.dram_j = {0: 70.0, 1: None}
        self._groups = groups
        self._server = _Server(str(socket), _handler(self))
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,))

    def __enter__(self) -> "FakeZeusd":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        if self._thread.is_alive():
            self.stop()

    def stop(self) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()
        self.socket.unlink()

    def answer(self, path: str, asked: dict[str, list[str]]) -> dict[str, object] | None:
        """Return the body of an answer; None is not found."""
        if path == "/discover":
            cpus = [{"id": i, "dram_available": j is not None} for i, j in self.dram_j.items()]
            return {
                "gpus": [],
                "cpus": cpus,
                "enabled_api_groups": list(self._groups),
                "auth_required": False,
            }
        if path == "/cpu/get_cumulative_energy":
            return {
                one: {
                    "cpu_energy_uj": round(self.cpu_j[int(one)] * 1e6),
                    "dram_energy_uj": _uj(self.dram_j[int(one)]),
                }
                for one in asked["cpu_ids"][0].split(",")
            }
        return None


class _Server(socketserver.ThreadingUnixStreamServer):
    daemon_threads = True


def _uj(energy_j: float | None) -> int | None:
    return None if energy_j is None else round(energy_j * 1e6)


def _handler(daemon: FakeZeusd) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            url = urlsplit(self.path)
            body = daemon.answer(url.path, parse_qs(url.query))
            self.send_response(404 if body is None else 200)
            self.end_headers()
            self.wfile.write(json.dumps(body).encode())

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002
            """Say nothing."""

    return Handler
