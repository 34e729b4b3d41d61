"""What a report has to bear: it stays one page or says why not, breaks nowhere, and takes no text for markup."""

from dataclasses import replace
from datetime import timedelta
from io import BytesIO

import pytest
from django.urls import reverse
from django.utils import timezone
from pypdf import PdfReader

from practitioners.models import Discipline
from reports import pdf
from reports.content import progress
from reports.models import ProgressReport, ReportDraft
from reports.pdf import document_html, render_pdf
from reports.sending import send_report
from sharing.view import SharedView
from tests.factories.careplan import GoalFactory, GuidanceFactory
from tests.factories.consent import ConsentGrantFactory
from tests.factories.practitioners import DisciplineFactory, PractitionerFactory
from tests.factories.sessions_log import (
    ExerciseEntryFactory,
    ReadingFactory,
    SetEntryFactory,
    TrainingSessionFactory,
)
from web.bounds import LAST_DAY
from web.keys import uuid7
from web.models import PracticeSettings

LONG = "Supercalifragilistic" * 100  # a word of 2,000 letters


def content_of(grant, **changes):
    today = timezone.localdate()
    view = SharedView(grant)
    return progress(view, start=today - timedelta(days=42), end=today, says_withheld=False, **changes)


def read(content):
    reader = PdfReader(BytesIO(render_pdf(content)))
    return reader, " ".join(" ".join(page.extract_text() for page in reader.pages).split())


def a_full_period(client, sessions=6):
    for number in range(sessions):
        moment = timezone.now() - timedelta(days=1 + 3 * number)
        session = TrainingSessionFactory(client=client, started_at=moment, ended_at=moment)
        SetEntryFactory(entry=ExerciseEntryFactory(session=session))
    for days, value in ((40, 6), (2, 3)):
        ReadingFactory(client=client, value=value, taken_on=timezone.localdate() - timedelta(days=days))


@pytest.mark.parametrize("code", ["physiotherapist", "massage-therapist", "physician", "dietitian"])
@pytest.mark.parametrize("kind", ["progress", "case"])
def test_each_discipline_reads_one_page(care_client, code, kind):
    discipline = Discipline.objects.filter(code=code).first() or DisciplineFactory(code=code)
    grant = ConsentGrantFactory(client=care_client, practitioner=PractitionerFactory(discipline=discipline))
    a_full_period(care_client)
    reader, text = read(replace(content_of(grant), kind=kind))
    assert "Session by session" not in reader.pages[0].extract_text()
    assert len(reader.pages) == 1 + (kind == "progress" and code in ("physiotherapist", "massage-therapist"))
    for words in (care_client.name, "What to do, and what not", "Call or write:", "It is no clinical assessment."):
        assert words in text


@pytest.mark.parametrize("kind", ["progress", "case"])
def test_html_in_words_stays_words(care_client, kind):
    grant = ConsentGrantFactory(client=care_client)
    GoalFactory(client=care_client, text="<b>Bold</b> aims")
    content = replace(
        content_of(grant, message="<script>alert(1)</script>"),
        kind=kind,
        trainer_summary="<img src=x> and <h1>more</h1>",
    )
    _reader, text = read(content)
    for words in ("<b>Bold</b> aims", "<script>alert(1)</script>", "<img src=x> and <h1>more</h1>"):
        assert words in text
    assert "<script>alert" not in document_html(content)


def test_what_can_not_be_on_one_page_says_so_and_is_whole(care_client):
    grant = ConsentGrantFactory(client=care_client)
    for number in range(60):
        GuidanceFactory(
            client=care_client, practitioner=grant.practitioner, text=f"Number {number}: " + "spare it " * 30
        )
    reader, text = read(content_of(grant))
    assert len(reader.pages) > 1
    assert "Longer than one page" in reader.pages[0].extract_text()
    for number in range(60):
        assert f"Number {number}:" in text
    assert "Longer than one page" not in read(content_of(ConsentGrantFactory()))[1]


@pytest.mark.parametrize(("paper", "size"), [("letter", (612, 792)), ("a4", (595, 842))])
def test_it_is_on_one_page_of_the_practices_paper(care_client, monkeypatch, paper, size):
    settled = replace(pdf.practice(), paper=PracticeSettings.Paper(paper))
    monkeypatch.setattr(pdf, "practice", lambda: settled)
    a_full_period(care_client)
    reader, _text = read(content_of(ConsentGrantFactory(client=care_client)))
    assert (round(float(reader.pages[0].mediabox.width)), round(float(reader.pages[0].mediabox.height))) == size
    assert len(reader.pages) == 2, "the second one is the log"


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"end": "9999-12-31"}, "2099"),
        ({"end": "9999-99-99"}, "Enter a valid date"),
        ({"start": "0001-01-01"}, "1900"),
        ({"message": LONG}, "500"),
        ({"kind": "novel"}, "valid choice"),
    ],
)
def test_what_can_not_be_is_said_and_no_draft_is_left(trainer_browser, care_client, changes, words):
    grant = ConsentGrantFactory(client=care_client)
    today = timezone.localdate()
    form = {"key": str(uuid7()), "grant": str(grant.pk), "start": f"{today - timedelta(days=7)}", "end": f"{today}"}
    answer = trainer_browser.post(reverse("reports:new", args=[care_client.pk]), form | changes)
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert not ReportDraft.objects.exists()


def test_a_period_up_to_the_last_day_there_is_costs_nothing(care_client):
    a_full_period(care_client)
    view = SharedView(ConsentGrantFactory(client=care_client))
    content = progress(view, start=timezone.localdate() - timedelta(days=42), end=LAST_DAY, says_withheld=False)
    assert "31 December 2099" in read(content)[1]


def test_two_periods_that_overlap_are_two_reports_that_each_tell_their_own_days(trainer_browser, care_client):
    grant, today = ConsentGrantFactory(client=care_client), timezone.localdate()
    for days_ago in (25, 15, 5):
        moment = timezone.now() - timedelta(days=days_ago)
        TrainingSessionFactory(client=care_client, started_at=moment, ended_at=moment)
    trainer = care_client.lead_trainer
    periods = [(30, 10), (20, 0)]
    first, second = (
        send_report(
            grant,
            start=today - timedelta(days=start),
            end=today - timedelta(days=end),
            message="",
            trainer=trainer,
        )
        for start, end in periods
    )
    assert [report.content["session_count"] for report in (first, second)] == [2, 2]
    stored = ProgressReport.objects.get(pk=first.pk)
    assert (stored.content, stored.pdf.read()) == (first.content, first.pdf.read()), "what was sent stays as it was"
    form = {"key": str(uuid7()), "grant": str(grant.pk), "start": f"{today - timedelta(days=12)}", "end": f"{today}"}
    answer = trainer_browser.post(reverse("reports:new", args=[care_client.pk]), form)
    page = trainer_browser.get(answer.headers["Location"]).content.decode()
    assert "Some of these days were in an earlier report" in page


def test_many_measures_are_two_pictures_and_rows_below(care_client):
    today = timezone.localdate()
    for measure, item in (("nprs", ""), ("grip", "left"), ("grip", "right"), ("rom", "Knee"), ("body-mass", "")):
        for days_ago, value in ((30, 9), (1, 5)):
            figure = value if measure != "body-mass" else value + 70
            ReadingFactory(
                client=care_client, measure=measure, item=item, value=figure, taken_on=today - timedelta(days=days_ago)
            )
    reader, text = read(content_of(ConsentGrantFactory(client=care_client)))
    assert len(reader.pages) == 1
    assert "Other measures" in text
    for words in ("Grip strength (right), kg", "Range of motion (Knee), degrees", "Body mass, kg"):
        assert words in text


@pytest.mark.parametrize(("language", "load"), [("en", "12.5 kg"), ("fr", "12,5\xa0kg")])
def test_pictures_have_the_numbers_of_pictures_in_every_language(care_client, language, load):
    """ "x" of 12,5 is none."""
    from django.utils import translation

    for days_ago, value in ((40, 6), (13, 5), (1, 3)):
        ReadingFactory(client=care_client, value=value, taken_on=timezone.localdate() - timedelta(days=days_ago))
    session = TrainingSessionFactory(client=care_client)
    SetEntryFactory(entry=ExerciseEntryFactory(session=session), load_kg="12.5")
    with translation.override(language):
        html = document_html(content_of(ConsentGrantFactory(client=care_client)))
    pictures = [part.split("</svg>")[0] for part in html.split("<svg")[1:]]
    assert pictures
    for picture in pictures:
        for name in ("x", "y", "cx", "cy", "x1", "y1", "x2", "y2", "width", "height"):
            for value in picture.split(f' {name}="')[1:]:
                float(value.split('"')[0])
    assert load in html


def test_attendance_alone_is_a_line_of_days_and_no_empty_section(care_client):
    a_full_period(care_client, sessions=3)
    content = content_of(ConsentGrantFactory(client=care_client, scopes=["attendance"]))
    text = read(content)[1]
    assert "3 sessions completed. What to do" in text
    assert "The latest:" in text
    assert "Date" not in text.split("What was trained")[1].split("Why this")[0]
    assert "What was trained" not in read(replace(content, kind="case"))[1]
