"""Counters for Prometheus: of the hub's work, never of what is in a record.

Several processes share one folder (PROMETHEUS_MULTIPROC_DIR), which the client library reads when
it is first imported; `exposition` then sums over the processes.
"""

from collections.abc import Iterator, Mapping

from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.multiprocess import MultiProcessCollector, mark_process_dead
from prometheus_client.registry import REGISTRY, Collector

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"

requests = Counter("hub_requests_total", "Requests answered.", ("endpoint", "method", "status"))
request_seconds = Histogram(
    "hub_request_seconds",
    "How long an answer took.",
    ("endpoint",),
    buckets=(0.005, 0.02, 0.1, 0.5, 2, 10, 60, 600),
)
sign_ins = Counter("hub_sign_ins_total", "Attempts to sign in.", ("kind", "outcome"))


def exposition(*, folder: str | None, now: Mapping[str, float]) -> bytes:
    """Return what Prometheus reads.

    `folder` is where several processes keep their counts; `now` are figures of this moment.
    """
    registry = CollectorRegistry()
    if folder is not None:
        MultiProcessCollector(registry, path=folder)  # type: ignore[no-untyped-call]
    registry.register(_Now(now))
    counted = b"" if folder is not None else generate_latest(REGISTRY)
    return counted + generate_latest(registry)


def forget_process(process: int, *, folder: str) -> None:
    """Drop the gauges of a process that has ended."""
    mark_process_dead(process, path=folder)  # type: ignore[no-untyped-call]


class _Now(Collector):
    """Figures that are asked for when they are read, and that no process keeps."""

    def __init__(self, figures: Mapping[str, float]) -> None:
        self._figures = figures

    def collect(self) -> Iterator[GaugeMetricFamily]:
        for name, value in self._figures.items():
            yield GaugeMetricFamily(name, "As it is now.", value=value)
