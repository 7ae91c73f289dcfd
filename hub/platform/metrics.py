"""Counters for Prometheus: of the hub's work, never of what is in a record.

Several processes share one folder (PROMETHEUS_MULTIPROC_DIR), which the client library reads when
it is first imported; `exposition` then sums over the processes.
"""

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.multiprocess import MultiProcessCollector, mark_process_dead
from prometheus_client.registry import REGISTRY

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"

requests = Counter("hub_requests_total", "Requests answered.", ("endpoint", "method", "status"))
request_seconds = Histogram(
    "hub_request_seconds",
    "How long an answer took.",
    ("endpoint",),
    buckets=(0.005, 0.02, 0.1, 0.5, 2, 10, 60, 600),
)
sign_ins = Counter("hub_sign_ins_total", "Attempts to sign in.", ("kind", "outcome"))
transitions = Counter(
    "hub_submission_transitions_total", "Submissions that reached a state.", ("state",)
)
waiting_submissions = Gauge(
    "hub_waiting_submissions",
    "Submissions that wait for a worker.",
    multiprocess_mode="mostrecent",
)
unsealed_events = Gauge(
    "hub_unsealed_events",
    "Events that the ledger has not sealed yet.",
    multiprocess_mode="mostrecent",
)
job_seconds = Histogram("hub_job_seconds", "How long a timed task took.", ("job", "outcome"))


def exposition(*, folder: str | None) -> bytes:
    """Return what Prometheus reads; `folder` is where several processes keep their counts."""
    if folder is None:
        return generate_latest(REGISTRY)
    registry = CollectorRegistry()
    MultiProcessCollector(registry, path=folder)  # type: ignore[no-untyped-call]
    return generate_latest(registry)


def forget_process(process: int, *, folder: str) -> None:
    """Drop the gauges of a process that has ended."""
    mark_process_dead(process, path=folder)  # type: ignore[no-untyped-call]
