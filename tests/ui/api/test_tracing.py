"""OpenTelemetry: off unless it is wanted; then a span says where and how, not what was asked."""

from collections.abc import Sequence
from pathlib import Path

import pytest
from opentelemetry.exporter.otlp.proto.grpc import trace_exporter
from opentelemetry.sdk.trace import ReadableSpan
from opentelemetry.sdk.trace.export import SpanExportResult

from tests.ui.api.world import World
from ui.api.tracing import telemetry


def test_nothing_is_recorded_unless_it_is_wanted() -> None:
    made = telemetry(wanted=False)
    assert not any(made[name] for name in ("tracing", "metrics", "logs", "operation_spans"))  # type: ignore[literal-required]
    assert "tracer_provider" not in made


def test_a_span_has_the_route_and_not_what_was_looked_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    spans: list[ReadableSpan] = []

    class Exporter:
        def export(self, given: Sequence[ReadableSpan]) -> SpanExportResult:
            spans.extend(given)
            return SpanExportResult.SUCCESS

        def shutdown(self) -> None:
            return

        def force_flush(self, timeout_millis: int = 0) -> bool:
            return True

    monkeypatch.setattr(trace_exporter, "OTLPSpanExporter", Exporter)
    world = World(tmp_path / "data", otel=True)
    world.issue()
    with world.http as http:
        http.get("/v1/queue?text=机密", headers=world.by("a"))
        world.app._telemetry["tracer_provider"].force_flush()  # type: ignore[union-attr]
    (span,) = spans
    assert span.name == "GET /v1/queue"
    assert span.attributes is not None
    assert span.attributes["http.response.status_code"] == 200
    told = str(dict(span.attributes))
    assert "机密" not in told and world.keys["a"] not in told
