"""What Prometheus reads, on a port of its own that no proxy leads to: counts by page, and nothing about a person.

Each process of the web server counts for itself, in files of PROMETHEUS_MULTIPROC_DIR (config/gunicorn.py), and whichever
answers adds them up. What stands in the database is asked when it is read.
"""

from collections.abc import Callable, Iterable, Iterator
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from django.db import DatabaseError, close_old_connections
from prometheus_client import CollectorRegistry, Counter, Histogram, make_wsgi_app, multiprocess
from prometheus_client.metrics_core import GaugeMetricFamily, Metric

REQUESTS = Counter("carelane_requests_total", "Requests answered.", ["page", "method", "status"])
SECONDS = Histogram(
    "carelane_request_seconds",
    "How long an answer took.",
    ["page"],
    buckets=(0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10),
)

Gauge = Callable[[], Iterable[tuple[dict[str, str], float]]]  # labels and value
_gauges: dict[str, tuple[str, Gauge]] = {}


def register_gauge(name: str, words: str, read: Gauge) -> None:
    """A value that is read from the database when somebody asks; called by each app when it is ready."""
    _gauges[name] = (words, read)


class _Stored:
    """A collector of all that is registered."""

    def collect(self) -> Iterator[Metric]:
        close_old_connections()
        try:
            for name, (words, read) in _gauges.items():
                values = list(read())
                family = GaugeMetricFamily(name, words, labels=list(values[0][0]) if values else [])
                for labels, value in values:
                    family.add_metric(list(labels.values()), value)
                yield family
            yield GaugeMetricFamily("carelane_database_up", "Whether the database answers.", value=1)
        except DatabaseError:
            yield GaugeMetricFamily("carelane_database_up", "Whether the database answers.", value=0)
        finally:
            close_old_connections()


def beside(site: WSGIApplication, *, port: int) -> WSGIApplication:
    """The site, and on that port the metrics and nothing else. By the socket that was connected to, not by a header."""

    def either(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        if port and environ.get("SERVER_PORT") == str(port):
            return metrics_app()(environ, start_response)
        return site(environ, start_response)

    return either


def metrics_app() -> WSGIApplication:
    registry = CollectorRegistry()
    multiprocess.MultiProcessCollector(registry)
    registry.register(_Stored())
    return make_wsgi_app(registry)
