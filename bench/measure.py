"""Interleaved rounds: every operation at every size in turn, the yardstick among them, so that noise hits all alike."""

import gzip
import http.client
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from bench.counting import ASKED, TOLD
from bench.operations import PLANTED, Cast, Operation, Request
from bench.server import Server, cpu

WARM, FEWEST, MOST, ROUND_MS = 4, 8, 200, 150.0


@dataclass(slots=True)
class Site:
    """One size: its server, the people who ask, and the processes whose time counts."""

    label: str
    server: Server
    cast: Cast
    database: Callable[[], list[int]]
    link: http.client.HTTPConnection = field(init=False)

    def __post_init__(self) -> None:
        self.link = http.client.HTTPConnection("127.0.0.1", self.server.port, timeout=120)

    def ask(self, request: Request, **more: str) -> tuple[int, bytes, http.client.HTTPMessage]:
        headers = {**request.headers, **more}
        try:
            self.link.request(request.method, request.path, request.body or None, headers)
            answer = self.link.getresponse()
        except ConnectionError:
            # The server closed the line while the other sizes were asked.
            self.link.close()
            self.link.request(request.method, request.path, request.body or None, headers)
            answer = self.link.getresponse()
        return answer.status, answer.read(), answer.headers


@dataclass(slots=True)
class Row:
    """What one operation cost at one size, round by round (CPU ms a request; wall ms of each request)."""

    operation: Operation
    name: str
    statements: int = 0
    bytes_gz: int = 0
    recall: float | None = None
    missing: int = 0
    web: list[float] = field(default_factory=list)
    database: list[float] = field(default_factory=list)
    wall: list[float] = field(default_factory=list)
    requests: int = 0

    @property
    def ms(self) -> float:
        """Median CPU ms a request, server and database together."""
        return statistics.median(a + b for a, b in zip(self.web, self.database, strict=True))


def prepare(site: Site, operation: Operation) -> Row:
    """Count statements, weigh the page, check the answer, settle how many requests make a round."""
    row = Row(operation, operation.name.format(**site.cast))
    status, body, headers = site.ask(operation.ask(site.cast), **{ASKED: "1"})
    if status != operation.status:
        row.missing = status
        return row
    # The second time: what a process remembers (regions, playbooks, templates) it remembers now, in both workers.
    for _ in range(WARM):
        status, body, headers = site.ask(operation.ask(site.cast), **{ASKED: "1"})
    row.statements = int(headers[TOLD])
    row.bytes_gz = len(gzip.compress(body, 6))
    if operation.found:
        row.recall = len(set(operation.found.findall(body.decode()))) / PLANTED
    begun = cpu(site.server.pids + site.database())
    for _ in range(WARM):
        site.ask(operation.ask(site.cast))
    each = (cpu(site.server.pids + site.database()) - begun) / WARM
    row.requests = int(min(MOST, max(FEWEST, ROUND_MS / max(each, 0.5))))
    return row


def round_of(site: Site, row: Row) -> None:
    """One round of one operation."""
    pids = site.server.pids
    web, database = cpu(pids), cpu(site.database())
    for _ in range(row.requests):
        request = row.operation.ask(site.cast)
        begun = time.perf_counter()
        status, _, _ = site.ask(request)
        row.wall.append((time.perf_counter() - begun) * 1000)
        if status != row.operation.status:
            raise SystemExit(f"{row.name}: status {status}")
    row.web.append((cpu(pids) - web) / row.requests)
    row.database.append((cpu(site.database()) - database) / row.requests)


def calibrate() -> float:
    """A fixed piece of Python, in ms: how fast the machine is at this moment."""
    begun = time.thread_time()
    sum(i * i % 7 for i in range(60_000))
    return (time.thread_time() - begun) * 1000
