"""Counts of the service for Prometheus. Labels are routes and states, never clients or names."""

from collections.abc import Callable, Iterator

from prometheus_client import CollectorRegistry, Counter, Histogram
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4, generate_latest
from prometheus_client.metrics_core import GaugeMetricFamily, Metric
from prometheus_client.process_collector import ProcessCollector
from prometheus_client.registry import Collector

from schemas.service import ServiceCounts

CONTENT_TYPE = CONTENT_TYPE_PLAIN_0_0_4
_BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 120.0)
"""Seconds: reads take some milliseconds, decisions some hundred, large uploads minutes."""


class _Jobs(Collector):
    """Jobs by state, counted when they are asked for."""

    def __init__(self, counts: Callable[[], ServiceCounts]) -> None:
        self._counts = counts

    def collect(self) -> Iterator[Metric]:
        found = self._counts()
        jobs = GaugeMetricFamily("gouji_jobs", "Jobs by state.", labels=["state"])
        for state, count in found.jobs.items():
            jobs.add_metric([state], count)
        yield jobs
        oldest = "Seconds that the oldest waiting job has waited."
        yield GaugeMetricFamily("gouji_oldest_waiting_seconds", oldest, found.oldest_waiting)


class Metrics:
    """The counts of one server."""

    def __init__(self, counts: Callable[[], ServiceCounts]) -> None:
        self._registry = CollectorRegistry()
        self._registry.register(_Jobs(counts))
        ProcessCollector(registry=self._registry)
        self._requests = Counter(
            "gouji_http_requests",
            "Requests by route and status.",
            ["method", "route", "status"],
            registry=self._registry,
        )
        self._seconds = Histogram(
            "gouji_http_request_seconds",
            "How long requests took, by route.",
            ["route"],
            buckets=_BUCKETS,
            registry=self._registry,
        )
        self._uploaded = Counter(
            "gouji_uploaded_bytes", "Bytes of accepted uploads.", registry=self._registry
        )

    def answered(self, method: str, route: str, status: int, seconds: float) -> None:
        """Count a request."""
        self._requests.labels(method, route, str(status)).inc()
        self._seconds.labels(route).observe(seconds)

    def uploaded(self, size: int) -> None:
        """Count what an upload brought."""
        self._uploaded.inc(size)

    def text(self) -> bytes:
        """All counts in Prometheus' text format."""
        return generate_latest(self._registry)
