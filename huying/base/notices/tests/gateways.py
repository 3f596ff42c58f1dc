"""A gateway on this machine: answers what it is told to, and remembers what it heard."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

SECRET = "a-secret-of-the-gateway"


@dataclass
class Gateway:
    """Where it listens, what it answers (status, body, other heads), and what came in: (path, heads, body)."""

    url: str = ""
    status: int = 200
    body: bytes = b'{"errcode": 0}'
    heads: dict[str, str] = field(default_factory=dict)
    heard: list[tuple[str, dict[str, str], bytes]] = field(default_factory=list)


@contextmanager
def listening() -> Iterator[Gateway]:
    known = Gateway()

    class Answer(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            known.heard.append((self.path, dict(self.headers), body))
            self.send_response(known.status)
            for name, value in {**known.heads, "Content-Length": str(len(known.body))}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(known.body)

        def log_message(self, *_: object) -> None:
            """Quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answer)
    known.url = f"http://127.0.0.1:{server.server_port}/sms?from=huying"
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
    try:
        yield known
    finally:
        server.shutdown()
        server.server_close()
