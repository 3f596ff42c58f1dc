"""A gateway on this machine: answers what it is told to, and remembers what it heard."""

import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

SECRET = "a-secret-of-the-gateway"


@dataclass
class Gateway:
    """Where it listens, what it answers (status, body, other heads), and what came in: (path, heads, body)."""

    url: str = ""
    status: int = 200
    body: bytes = b'{"errcode": 0}'
    heads: dict[str, str] = field(default_factory=dict)
    heard: list[tuple[str, dict[str, str], bytes]] = field(default_factory=list)


def certificate(folder: Path) -> Path:
    """A certificate for localhost that nobody vouches for, with its key."""
    key, name = (
        ec.generate_private_key(ec.SECP256R1()),
        x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")]),
    )
    made = x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
    made = made.not_valid_before(datetime(2020, 1, 1)).not_valid_after(datetime(2120, 1, 1))
    made = made.add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
    pem, kind = serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8
    file = folder / "gateway.pem"
    file.write_bytes(
        key.private_bytes(pem, kind, serialization.NoEncryption()) + made.sign(key, hashes.SHA256()).public_bytes(pem)
    )
    return file


@contextmanager
def listening(sealed: Path | None = None) -> Iterator[Gateway]:
    """Listen until the block ends; with a certificate, by TLS."""
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
    if sealed:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(sealed)
        server.socket = context.wrap_socket(server.socket, server_side=True)
        known.url = f"https://localhost:{server.server_port}/sms"
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
    try:
        yield known
    finally:
        server.shutdown()
        server.server_close()
