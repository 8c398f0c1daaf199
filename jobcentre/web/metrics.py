"""The figures of operations for Prometheus, read from the database each time: every web process tells the same."""

import hmac
from collections.abc import Iterator
from datetime import datetime

from flask import Blueprint, Response, abort, request
from flask.typing import ResponseReturnValue
from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.exposition import CONTENT_TYPE_LATEST
from prometheus_client.registry import Collector

from jobcentre import clock
from jobcentre.models.base import unscoped
from jobcentre.services.operation import operations
from jobcentre.services.operation.operations import Operations
from jobcentre.web.security import centre, public

blueprint = Blueprint("metrics", __name__)


@blueprint.get("/metrics")
@public
def metrics() -> ResponseReturnValue:
    """Counts and ages over all municipalities; nothing about anybody. A token may be asked for (metrics.token)."""
    token = centre().settings.metrics.token
    given = request.headers.get("Authorization", "")
    if token and not hmac.compare_digest(given.encode(), f"Bearer {token}".encode()):
        abort(401)
    registry = CollectorRegistry(auto_describe=False)
    with unscoped():
        registry.register(_Figures(operations.look()))
    return Response(generate_latest(registry), content_type=CONTENT_TYPE_LATEST)


class _Figures(Collector):
    def __init__(self, found: Operations) -> None:
        self.found = found

    def collect(self) -> Iterator[Metric]:
        yield from self._queues()
        yield from self._flows()
        failures = _gauge("messages_failing", "Messages a reason has stopped", "channel", "reason", "open")
        for failure in self.found.failures:
            labels = [failure.channel, failure.reason, "yes" if failure.open else "no"]
            failures.add_metric(labels, failure.count)
        yield failures
        yield from self._jobs()

    def _queues(self) -> Iterator[Metric]:
        due = _gauge("messages_due", "Messages that are to leave now", "channel")
        postponed = _gauge("messages_postponed", "Due messages that were tried and wait for another try", "channel")
        planned = _gauge("messages_planned", "Messages that are to leave later", "channel")
        oldest = _gauge("messages_oldest_due_seconds", "For how long the oldest due message has been due", "channel")
        for queue in self.found.queues:
            due.add_metric([queue.channel], queue.due)
            postponed.add_metric([queue.channel], queue.postponed)
            planned.add_metric([queue.channel], queue.planned)
            oldest.add_metric([queue.channel], _age(queue.oldest_due_at))
        yield from (due, postponed, planned, oldest)

    def _flows(self) -> Iterator[Metric]:
        rate = _gauge("messages_sent_per_minute", "Messages sent in a minute, over the last five", "channel")
        sent = _gauge("messages_sent_24h", "Messages sent in the last 24 hours", "channel")
        delivered = _gauge("messages_delivered_24h", "Those of them that are known to have arrived", "channel")
        overdue = _gauge("receipts_overdue", "Those of them whose receipt is overdue", "channel")
        for flow in self.found.flows:
            rate.add_metric([flow.channel], flow.per_minute)
            sent.add_metric([flow.channel], flow.sent)
            delivered.add_metric([flow.channel], flow.delivered)
            overdue.add_metric([flow.channel], flow.receipts_overdue)
        yield from (rate, sent, delivered, overdue)

    def _jobs(self) -> Iterator[Metric]:
        success = _gauge("job_last_success_timestamp_seconds", "When a job of the timetable last succeeded", "job")
        failure = _gauge("job_last_failure_timestamp_seconds", "When it last failed", "job")
        for job in self.found.jobs:
            if job.succeeded_at is not None:
                success.add_metric([job.job], job.succeeded_at.timestamp())
            if job.failed_at is not None:
                failure.add_metric([job.job], job.failed_at.timestamp())
        yield from (success, failure)


def _gauge(name: str, words: str, *labels: str) -> GaugeMetricFamily:
    return GaugeMetricFamily(f"jobcentre_{name}", words, labels=labels)


def _age(since: datetime | None) -> float:
    return 0.0 if since is None else max(0.0, (clock.now() - since).total_seconds())
