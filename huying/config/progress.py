"""A progress bar on the error stream: a line that fills where a person looks, a line now and then in a log."""

import sys
import time
from types import TracebackType


class Bar:
    """Call it with ``(done, total, what)`` as often as one likes; it writes seldom."""

    def __init__(self, title: str) -> None:
        self.title = title
        self.began = time.monotonic()
        self.wrote = 0.0
        self.live = sys.stderr.isatty()

    def __call__(self, done: float, total: float, what: str = "") -> None:
        now = time.monotonic()
        if now - self.wrote < (0.1 if self.live else 5) and done < total:
            return
        self.wrote = now
        share = min(done / total, 1.0) if total else 1.0
        filled = int(share * 30)
        line = f"{self.title} [{'#' * filled}{'.' * (30 - filled)}] {share:4.0%} {now - self.began:4.0f} 秒 {what}"
        sys.stderr.write(f"\r\x1b[K{line}" if self.live else f"{line}\n")
        sys.stderr.flush()

    def __enter__(self) -> "Bar":
        return self

    def __exit__(self, kind: type[BaseException] | None, fault: BaseException | None, at: TracebackType | None) -> None:
        if self.live:
            sys.stderr.write("\n")
