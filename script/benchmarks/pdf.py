"""The progress report's PDF, over WeasyPrint alone on the same HTML."""

import os
import statistics
import sys
import time
from collections.abc import Callable

os.environ |= {"CARELANE_DEMO": "1", "DJANGO_SETTINGS_MODULE": "config.settings"}

import django

django.setup()

from django.core.management import call_command
from weasyprint import HTML

from reports.models import ProgressReport
from reports.pdf import BASE, StaticFilesOnly, document_html, render_pdf
from script.benchmarks.table import Row, report

RUNS = 15
LIMIT = 1.1


def taken_ms(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return (time.perf_counter() - start) * 1000


def measure() -> list[Row]:
    content = ProgressReport.objects.get(client__name="Grace Bennett").content
    html = document_html(content)

    def floor() -> None:
        HTML(string=html, base_url=BASE, url_fetcher=StaticFilesOnly()).write_pdf(pdf_variant="pdf/ua-1")

    floor()
    # Taken in turns, so that a slow moment of the machine falls on both.
    pairs = [(taken_ms(floor), taken_ms(lambda: render_pdf(content))) for _ in range(RUNS)]
    floor_ms = statistics.median(pair[0] for pair in pairs)
    ours_ms = statistics.median(pair[1] for pair in pairs)
    return [
        Row(name="WeasyPrint alone: median", value=floor_ms, unit="ms"),
        Row(name="report: median", value=ours_ms, unit="ms"),
        Row(name="report over WeasyPrint alone", value=ours_ms / floor_ms, limit=LIMIT, unit="×"),
    ]


if __name__ == "__main__":
    for command in ("migrate", "load_reference", "demo"):
        call_command(command, verbosity=0, stdout=sys.stderr)
    sys.exit(report(measure(), as_json="--json" in sys.argv))
