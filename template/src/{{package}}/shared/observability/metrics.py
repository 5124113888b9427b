"""Metrics of a service, in the format that Prometheus scrapes."""

import os

from prometheus_client import (
    CollectorRegistry,
    Counter,
    GCCollector,
    Histogram,
    PlatformCollector,
    ProcessCollector,
    generate_latest,
)
from prometheus_client.exposition import CONTENT_TYPE_LATEST

from . import METRICS_FOLDER

CONTENT_TYPE = CONTENT_TYPE_LATEST
LATENCY_BUCKETS_SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)


class HttpMetrics:
    """Counts and times of one application's requests.

    Those of its process come with them, unless there are several: these count together.
    """

    def __init__(self, service: str) -> None:
        """Make the metrics in a registry of their own, so that applications do not share any."""
        self.registry = CollectorRegistry()
        self._is_one_of_many = METRICS_FOLDER in os.environ
        if not self._is_one_of_many:
            ProcessCollector(registry=self.registry)
            PlatformCollector(registry=self.registry)
            GCCollector(registry=self.registry)
        self._service = service
        self._requests = Counter(
            "http_requests_total",
            "Requests that were answered.",
            ["service", "method", "route", "status"],
            registry=self.registry,
        )
        self._seconds = Histogram(
            "http_request_duration_seconds",
            "Time until the answer was sent, in seconds.",
            ["service", "method", "route"],
            buckets=LATENCY_BUCKETS_SECONDS,
            registry=self.registry,
        )
        self._series: dict[tuple[str, str, int], tuple[Counter, Histogram]] = {}

    def record(self, method: str, route: str, status: int, seconds: float) -> None:
        """Count one answered request.

        Args:
            method: The HTTP method.
            route: The path template of the route, never the path itself: it would not be bounded.
            status: The HTTP status code.
            seconds: How long it took.
        """
        series = self._series.get((method, route, status))
        if series is None:
            # Looked up once: finding a series by its labels takes longer than counting.
            series = (
                self._requests.labels(self._service, method, route, str(status)),
                self._seconds.labels(self._service, method, route),
            )
            self._series[method, route, status] = series
        requests, duration = series
        requests.inc()
        duration.observe(seconds)

    def render(self) -> bytes:
        """Return the current values in the text format."""
        if not self._is_one_of_many:
            return generate_latest(self.registry)
        # Loaded only where there are several.
        from prometheus_client.multiprocess import MultiProcessCollector

        together = CollectorRegistry()
        MultiProcessCollector(together)  # type: ignore[no-untyped-call]
        return generate_latest(together)
