"""CPU time of the progress report's PDF, over WeasyPrint alone on the same HTML."""

import os
import sys

os.environ |= {"CARELANE_DEMO": "1", "DJANGO_SETTINGS_MODULE": "config.settings"}

import django

django.setup()

from django.core.management import call_command
from weasyprint import HTML

from reports.models import ProgressReport
from reports.pdf import BASE, OwnFilesOnly, document_html, render_pdf
from script.benchmarks.sampling import medians_ms
from script.benchmarks.table import Row, report

RUNS = 15
LIMIT = 1.1


def measure() -> list[Row]:
    content = ProgressReport.objects.get(client__name="Grace Bennett").content
    html = document_html(content)

    def floor() -> None:
        HTML(string=html, base_url=BASE, url_fetcher=OwnFilesOnly()).write_pdf(pdf_variant="pdf/ua-1")

    floor_ms, ours_ms = medians_ms(floor, lambda: render_pdf(content), rounds=RUNS)
    return [
        Row(name="WeasyPrint alone: median", value=floor_ms, unit="ms"),
        Row(name="report: median", value=ours_ms, unit="ms"),
        Row(name="report over WeasyPrint alone", value=ours_ms / floor_ms, limit=LIMIT, unit="×"),
    ]


if __name__ == "__main__":
    for command in ("migrate", "load_reference", "demo"):
        call_command(command, verbosity=0, stdout=sys.stderr)
    sys.exit(report(measure(), as_json="--json" in sys.argv))
