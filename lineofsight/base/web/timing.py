"""`Server-Timing` on every answer where the setting asks for it: total, CPU, database time, query count."""

import time
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.db import connection
from django.http import HttpRequest, HttpResponse


class QueryClock:
    """Counts queries and adds up the time spent in them."""

    def __init__(self) -> None:
        self.count = 0
        self.seconds = 0.0

    def __call__(self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: dict[str, Any]) -> Any:
        """Time one statement."""
        started = time.perf_counter()
        try:
            return execute(sql, params, many, context)
        finally:
            self.seconds += time.perf_counter() - started
            self.count += 1


class ServerTiming:
    """Middleware: measures the whole answer, outermost."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer, and say what it cost."""
        if not settings.SERVER_TIMING:
            return self.get_response(request)
        clock, started, cpu = QueryClock(), time.perf_counter(), time.thread_time()
        with connection.execute_wrapper(clock):
            response = self.get_response(request)
        total, used = time.perf_counter() - started, time.thread_time() - cpu
        response["Server-Timing"] = (
            f"total;dur={total * 1000:.1f}, cpu;dur={used * 1000:.1f}, "
            f'db;dur={clock.seconds * 1000:.1f}, queries;desc="{clock.count}"'
        )
        return response
