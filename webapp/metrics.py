"""What the server counts, in Prometheus' form: requests by route and class of status, the generation, the last build.

Guarantees:
1. A label holds the rule of a route ("/van-ban/<document>"), a class of status or a word of this program: never what somebody
   asked, sent or is called. The number of series is bounded by the number of routes.
2. A request costs one look-up and one observation; what the generation and the builds are is looked at when somebody scrapes.
"""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from prometheus_client import CollectorRegistry, Counter, Histogram, ProcessCollector
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4, generate_latest
from prometheus_client.metrics_core import GaugeMetricFamily, InfoMetricFamily, Metric
from prometheus_client.registry import Collector

import kb

CONTENT_TYPE = CONTENT_TYPE_PLAIN_0_0_4

_NO_ROUTE = "none"  # of an address that leads nowhere
# Seconds: a page takes some milliseconds, a check of a large material many seconds.
_BOUNDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0)
_REFUSALS = {400: "invalid", 413: "too_large", 503: "busy"}
_VERIFIED = ("yes", "pending", "no")


class Metrics:
    """What is counted of one server; threads may share it."""

    def __init__(self, published: kb.Published, data: Path) -> None:
        """Nothing is counted yet."""
        self._registry = CollectorRegistry()
        seconds = "Time that a request took in the server, by the rule of its route and the class of its status."
        self._seconds = Histogram(
            "vien_dan_http_request_seconds", seconds, ("route", "status"), buckets=_BOUNDS, registry=self._registry
        )
        refused = "Materials that were sent to be checked and were not, by why."
        self._refused = Counter("vien_dan_uploads_refused", refused, ("reason",), registry=self._registry)
        self._of_refusal = {why: self._refused.labels(why) for why in sorted({*_REFUSALS.values(), "other"})}
        self._of_request: dict[tuple[str | None, int], Histogram] = {}
        ProcessCollector(registry=self._registry)
        self._registry.register(_Knowledge(published, data))

    def observe(self, route: str | None, status: int, seconds: float) -> None:
        """Count a request to the route of this rule, None where there is none, with the status of its answer."""
        key = route, status // 100
        series = self._of_request.get(key)
        if series is None:
            series = self._of_request[key] = self._seconds.labels(route or _NO_ROUTE, f"{status // 100}xx")
        series.observe(seconds)

    def refuse(self, status: int) -> None:
        """Count a material that was refused with this status."""
        self._of_refusal[_REFUSALS.get(status, "other")].inc()

    def exposed(self) -> bytes:
        """All of it in the text format of Prometheus."""
        return generate_latest(self._registry)


class _Knowledge(Collector):
    """What is served and what the last build was, looked up for each scrape."""

    def __init__(self, published: kb.Published, data: Path) -> None:
        self._published, self._data = published, data

    def describe(self) -> Iterator[Metric]:
        """Nothing: else the registry would collect it when it is registered."""
        return iter(())

    def collect(self) -> Iterator[Metric]:
        yield InfoMetricFamily("vien_dan", "The program.", {"version": kb.VERSION})
        yield from _of_generation(self._published.state())
        if last := kb.read_last_build(self._data):
            yield from _of_build(last)


def _gauge(name: str, what: str, value: float) -> GaugeMetricFamily:
    return GaugeMetricFamily(f"vien_dan_{name}", what, value)


def _one_of(name: str, what: str, label: str, values: tuple[str, ...], present: str) -> GaugeMetricFamily:
    """A series for each value: 1 for the present one, 0 for the others."""
    family = GaugeMetricFamily(f"vien_dan_{name}", what, labels=(label,))
    for value in values:
        family.add_metric((value,), float(value == present))
    return family


def _of_generation(state: kb.ServingState) -> Iterator[Metric]:
    yield _gauge("generation_number", "The generation that is served; 0: none.", state.number)
    yield _gauge("generation_newest_number", "The newest generation, which should be served.", state.newest)
    yield _gauge("generation_is_older", "1: an older generation is served instead of the newest.", state.is_older)
    yield _gauge("generation_problems", "Generations that cannot be served, and the like.", len(state.problems))
    what = "Whether all files of what is served have been verified."
    yield _one_of("generation_verified", what, "state", _VERIFIED, state.verified)
    if state.number:
        made = datetime.fromisoformat(state.made)
        yield _gauge("generation_made_timestamp_seconds", "When what is served was built.", made.timestamp())
        age = (datetime.now(UTC) - made).total_seconds()
        yield _gauge("generation_age_seconds", "How long ago what is served was built.", age)


def _of_build(last: kb.LastBuild) -> Iterator[Metric]:
    what = "What became of the last build; running: also of one that was killed."
    yield _one_of("last_build_result", what, "result", kb.BUILD_RESULTS, last.result)
    started = datetime.fromisoformat(last.started).timestamp()
    yield _gauge("last_build_started_timestamp_seconds", "When the last build began.", started)
    if last.ended:
        ended = datetime.fromisoformat(last.ended).timestamp()
        yield _gauge("last_build_ended_timestamp_seconds", "When the last build ended.", ended)
        yield _gauge("last_build_duration_seconds", "How long the last build took.", last.seconds)
        yield _gauge("last_build_exit_code", "The exit code of the last build.", last.exit_code or 0)
