"""The progress report: what its content costs after two years, its PDF, and a hundred of them through the worker.

The PDF is held against WeasyPrint alone on the same HTML with the same fonts, the worker against a plain loop over the
same contents in this process. Times are CPU times, medians of samples taken in turns.
"""

import os
import sys

os.environ |= {"CARELANE_DEMO": "1", "DJANGO_SETTINGS_MODULE": "config.settings"}

import django

django.setup()

import gc
import time
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext, get_runner
from django.utils import timezone
from weasyprint import HTML

from consent.models import ConsentGrant
from reports.content import progress
from reports.drafts import content_of
from reports.models import ReportDraft
from reports.pdf import BASE, OwnFilesOnly, document_html, fonts, render_pdf
from reports.rendering import render_all_due
from script.benchmarks.sampling import medians_ms
from script.benchmarks.table import Row, report
from script.benchmarks.years import add_weeks
from sharing.view import SharedView
from tests.factories.consent import ConsentGrantFactory
from tests.factories.exercises import ExerciseFactory
from tests.factories.sessions_log import ExerciseEntryFactory, SetEntryFactory, TrainingSessionFactory

TWO_MONTHS, TWO_YEARS = 9, 104  # weeks
ROUNDS, REPORTS, WARM = 7, 100, 20
DAYS = timedelta(days=42)


def grant_with(weeks: int) -> Any:
    """A consent that shares everything, with so many weeks behind it, and what was trained in the last six."""
    grant: Any = ConsentGrantFactory()
    exercise: Any = ExerciseFactory()
    add_weeks(grant.client, grant.practitioner, exercise, weeks=weeks)
    for number in range(12):
        moment = timezone.now() - timedelta(days=number * 3)
        _trained(grant, exercise, moment)
    return grant


def _trained(grant: Any, exercise: Any, moment: datetime) -> None:
    session = TrainingSessionFactory(
        client=grant.client, started_at=moment, ended_at=moment, pain_before=3, pain_after=2
    )
    for other in (exercise, ExerciseFactory(), ExerciseFactory()):
        entry = ExerciseEntryFactory(session=session, exercise=other)
        for position in range(3):
            SetEntryFactory(entry=entry, position=position)


def content(grant: ConsentGrant) -> dict[str, object]:
    fresh = ConsentGrant.objects.select_related("client__lead_trainer", "practitioner__discipline").get(pk=grant.pk)
    view = SharedView(fresh)
    return progress(view, start=view.today - DAYS, end=view.today).to_json()


def measured_content() -> list[Row]:
    short, long = grant_with(TWO_MONTHS), grant_with(TWO_YEARS)
    view = SharedView(ConsentGrant.objects.prefetch_related("scopes").get(pk=long.pk))
    view.client_name  # noqa: B018 -- reads who it is about first
    with CaptureQueriesContext(connection) as captured:
        progress(view, start=view.today - DAYS, end=view.today)
    short_ms, long_ms = medians_ms(lambda: content(short), lambda: content(long), rounds=ROUNDS)
    return [
        Row(name="content of two years: queries", value=len(captured), limit=10),
        Row(name="content of two months: median", value=short_ms, unit="ms"),
        Row(name="content of two years: median", value=long_ms, unit="ms"),
        Row(name="content of two years over two months", value=long_ms / short_ms, limit=2, unit="×"),
    ]


def measured_pdf() -> list[Row]:
    told = content(grant_with(TWO_MONTHS))
    html = document_html(told)
    configuration, faces = fonts()

    def floor() -> None:
        source = HTML(string=html, base_url=BASE, url_fetcher=OwnFilesOnly())
        source.write_pdf(stylesheets=[faces], font_config=configuration, pdf_variant="pdf/ua-1")

    floor_ms, ours_ms = medians_ms(floor, lambda: render_pdf(told), rounds=ROUNDS)
    return [
        Row(name="WeasyPrint alone: median", value=floor_ms, unit="ms"),
        Row(name="report: median", value=ours_ms, unit="ms"),
        Row(name="report over WeasyPrint alone", value=ours_ms / floor_ms, limit=1.1, unit="×"),
        Row(name="size of the PDF", value=len(render_pdf(told)) / 1000, limit=150, unit="kB"),
    ]


def owe(number: int) -> list[ReportDraft]:
    """So many drafts that are due, each of another client."""
    drafts = []
    for _ in range(number):
        grant: Any = ConsentGrantFactory()
        _trained(grant, ExerciseFactory(), timezone.now())
        today = timezone.localdate()
        drafts.append(
            ReportDraft(
                client=grant.client,
                grant=grant,
                period_starts_on=today - DAYS,
                period_ends_on=today,
                render_due_at=timezone.now(),
            )
        )
    return ReportDraft.objects.bulk_create(drafts)


def memory_mb() -> float:
    gc.collect()
    return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 1_000_000


def measured_worker() -> list[Row]:
    owe(WARM)
    render_all_due()
    before = memory_mb()
    drafts = owe(REPORTS)
    start = time.process_time()
    for draft in drafts:
        render_pdf(content_of(draft)[1])
    loop = time.process_time() - start
    start = time.process_time()
    render_all_due()
    worker = time.process_time() - start
    return [
        Row(name="a hundred reports in a plain loop", value=loop, unit="s"),
        Row(name="a hundred reports through the worker", value=worker, unit="s"),
        Row(name="worker over plain loop", value=worker / loop, limit=1.2, unit="×"),
        Row(name="memory after 220 reports over that after 20", value=memory_mb() / before, limit=1.15, unit="×"),
    ]


def measure() -> list[Row]:
    """In a database of its own, which goes again."""
    runner = get_runner(settings)(verbosity=0, interactive=False)
    databases = runner.setup_databases()
    try:
        return [*measured_content(), *measured_pdf(), *measured_worker()]
    finally:
        runner.teardown_databases(databases)


if __name__ == "__main__":
    settings.DEBUG = False
    sys.exit(report(measure(), as_json="--json" in sys.argv))
