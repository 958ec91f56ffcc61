"""OpenTelemetry, where it is asked for: one span for each request, sent by OTLP over gRPC.

Where to is what OTEL_EXPORTER_OTLP_ENDPOINT says. Logs and metrics are not sent: an exception's
text may be a document's, and Prometheus has the counts.
"""

from fastapi.telemetry import TelemetryConfig
from opentelemetry.context import Context
from opentelemetry.trace import TracerProvider


def telemetry(wanted: bool) -> TelemetryConfig:
    """What FastAPI is to record.

    Raises:
        ImportError: the exporter is not installed.
    """
    made: TelemetryConfig = {
        "tracing": wanted,
        "metrics": False,
        "logs": False,
        "operation_spans": False,
        "auto_configure": False,
    }
    if wanted:
        made["tracer_provider"] = _provider()
    return made


def _provider() -> TracerProvider:
    # Late: it takes a while to load, and is seldom wanted.
    from opentelemetry.exporter.otlp.proto.grpc.trace_exporter import OTLPSpanExporter
    from opentelemetry.sdk.resources import SERVICE_NAME, Resource
    from opentelemetry.sdk.trace import ReadableSpan, Span, SpanProcessor
    from opentelemetry.sdk.trace import TracerProvider as Provider
    from opentelemetry.sdk.trace.export import BatchSpanProcessor

    class WithoutQuery(SpanProcessor):
        """Takes out what was looked for: it may be the name of a document."""

        def on_start(self, span: Span, parent_context: Context | None = None) -> None:
            if "url.query" in (span.attributes or {}):
                span.set_attribute("url.query", "")

        def on_end(self, span: ReadableSpan) -> None:
            return

    made = Provider(resource=Resource.create({SERVICE_NAME: "gouji"}))
    made.add_span_processor(WithoutQuery())
    made.add_span_processor(BatchSpanProcessor(OTLPSpanExporter()))
    return made
