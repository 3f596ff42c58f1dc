"""Counts the statements of a request inside the process, only where a request asks for it."""

import sys
import time
from collections.abc import Callable
from typing import Any

from django.db import connection
from django.http import HttpRequest, HttpResponse

ASKED = "X-Bench-Count"
TOLD = "X-Bench-Statements"
# What PostgreSQL calls utility statements: not counted by pg_stat_statements in the peers' measurements either.
_FRAME = ("SAVEPOINT", "RELEASE", "ROLLBACK", "BEGIN", "COMMIT")


class Statements:
    """Outermost middleware. ``X-Bench-Count: 1`` asks for the number; ``text`` also writes each to the error stream."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        asked = request.headers.get(ASKED, "")
        if not asked:
            return self.get_response(request)
        seen: list[str] = []

        def count(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
            if not sql.startswith(_FRAME):
                seen.append(sql)
            begun = time.perf_counter()
            try:
                return execute(sql, params, many, context)
            finally:
                if asked == "text":
                    sys.stderr.write(f"{(time.perf_counter() - begun) * 1000:8.2f} ms  {sql}  {str(params)[:200]}\n")

        with connection.execute_wrapper(count):
            response = self.get_response(request)
        response.headers[TOLD] = str(len(seen))
        return response
