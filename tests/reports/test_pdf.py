"""The report's PDF: tags read back, fonts of all scripts, long words, much and little: its first page stays one page."""

import logging
import re
from dataclasses import replace
from datetime import timedelta
from io import BytesIO
from itertools import pairwise

import pytest
from django.utils import timezone
from pypdf import PdfReader

from practitioners.models import Discipline
from reports.content import progress
from reports.pdf import render_pdf
from sharing.view import SharedView
from tests.factories.careplan import GuidanceFactory, PrescriptionFactory
from tests.factories.consent import ConsentGrantFactory
from tests.factories.exercises import ExerciseFactory
from tests.factories.practitioners import DisciplineFactory, PractitionerFactory
from tests.factories.sessions_log import (
    ExerciseEntryFactory,
    HomeworkCheckInFactory,
    ReadingFactory,
    RedFlagReportFactory,
    SetEntryFactory,
    TrainingSessionFactory,
)

NAMES = [
    "Zoë Łukasz Nguyễn",
    "Ελένη Παπαδοπούλου",
    "Наталья Щербакова",
    "فاطمة الزهراء",
    "שרה כהן",
    "สมหญิง ใจดี",
    "王小明 佐藤さくら",
    "김민준",
    "Jose\u0301 A\u0308rger",
    "Ana 😀💪 ★✓",
]


def rendered(client, **changes):
    view = SharedView(ConsentGrantFactory(client=client))
    today = timezone.localdate()
    content = progress(view, start=today - timedelta(days=42), end=today, says_withheld=False, **changes)
    pdf = render_pdf(content)
    return PdfReader(BytesIO(pdf)), pdf


def a_session(client, days_ago=1, name="Goblet squat", **changes):
    moment = timezone.now() - timedelta(days=days_ago)
    session = TrainingSessionFactory(client=client, started_at=moment, ended_at=moment, **changes)
    SetEntryFactory(entry=ExerciseEntryFactory(session=session, exercise=ExerciseFactory(name=name)))


def a_reading(client, days_ago, value):
    ReadingFactory(client=client, value=value, taken_on=timezone.localdate() - timedelta(days=days_ago))


def tags_of(node, seen=None):
    """Every tag of the document, with its attributes, in reading order."""
    node = node.get_object()
    if isinstance(node, list):
        for child in node:
            yield from tags_of(child)
    elif hasattr(node, "get") and node.get("/S"):
        yield node
        if "/K" in node:
            yield from tags_of(node["/K"])
    elif hasattr(node, "get") and node.get("/Type") == "/StructTreeRoot":
        yield from tags_of(node["/K"])


@pytest.mark.parametrize("name", NAMES)
def test_no_sign_of_a_name_is_a_box(care_client, name, caplog):
    care_client.name = name
    care_client.save()
    a_session(care_client, name=name)
    with caplog.at_level(logging.WARNING, logger="weasyprint"):
        reader, _pdf = rendered(care_client, message=name)
    assert not [record.message for record in caplog.records if "notdef" in record.message]
    fonts = {font for page in reader.pages for font in page["/Resources"]["/Font"]}
    embedded = [
        page["/Resources"]["/Font"][font]["/DescendantFonts"][0]["/FontDescriptor"]
        for page in reader.pages
        for font in page["/Resources"]["/Font"]
    ]
    assert fonts
    assert all(descriptor.keys() & {"/FontFile2", "/FontFile3"} for descriptor in embedded)


def test_its_tags_say_what_is_what(care_client):
    a_session(care_client)
    for days_ago, value in ((30, 6), (1, 2)):
        a_reading(care_client, days_ago, value)
    reader, _pdf = rendered(care_client, message="May we load the hinge?")
    root = reader.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == "en"
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert reader.metadata.title
    tags = list(tags_of(root["/StructTreeRoot"]))
    kinds = [tag["/S"] for tag in tags]
    assert kinds[0] == "/Document"
    figures = [tag for tag in tags if tag["/S"] == "/Figure"]
    assert figures
    assert all(tag.get("/Alt") for tag in figures)
    assert {"/Table", "/TH", "/TD", "/L", "/LI", "/Link", "/P"} <= set(kinds)


def _with_everything(client, code):
    """What gives a report to this discipline each of its parts."""
    discipline = Discipline.objects.filter(code=code).first() or DisciplineFactory(code=code)
    grant = ConsentGrantFactory(client=client, practitioner=PractitionerFactory(discipline=discipline))
    a_session(client)
    guidance = GuidanceFactory(client=client, practitioner=grant.practitioner)
    session = TrainingSessionFactory(client=client)
    ExerciseEntryFactory(session=session, conflicting_guidance=guidance, reason="Agreed by phone")
    HomeworkCheckInFactory(prescription=PrescriptionFactory(client=client, practitioner=grant.practitioner), pain=3)
    RedFlagReportFactory(client=client)
    for measure, item in (("nprs", ""), ("psfs", "Stairs"), ("rom", "Knee")):
        for days_ago, value in ((30, 3), (1, 6)):
            on = timezone.localdate() - timedelta(days=days_ago)
            ReadingFactory(client=client, measure=measure, item=item, value=value, taken_on=on)
    return grant


@pytest.mark.parametrize("code", ["physiotherapist", "massage-therapist", "physician", "dietitian"])
@pytest.mark.parametrize("kind", ["progress", "case"])
def test_headings_skip_no_level_and_each_head_of_a_table_says_what_it_heads(care_client, code, kind):
    grant, today = _with_everything(care_client, code), timezone.localdate()
    content = progress(SharedView(grant), start=today - timedelta(days=42), end=today, says_withheld=False)
    root = PdfReader(BytesIO(render_pdf(replace(content, kind=kind)))).trailer["/Root"]
    tags = list(tags_of(root["/StructTreeRoot"]))
    levels = [int(tag["/S"][2:]) for tag in tags if re.fullmatch(r"/H[1-6]", tag["/S"])]
    assert (levels[0], levels.count(1)) == (1, 1)
    assert all(following <= level + 1 for level, following in pairwise(levels))
    heads = [tag for tag in tags if tag["/S"] == "/TH"]
    assert {head["/A"]["/Scope"] for head in heads} == {"/Column", "/Row"}
    names = {head["/ID"] for head in heads}
    cells = [tag for tag in tags if tag["/S"] == "/TD"]
    assert len(names) == len(heads)
    assert cells
    assert all(cell["/A"]["/Headers"] and names.issuperset(cell["/A"]["/Headers"]) for cell in cells)
    assert all(tag.get("/Alt") for tag in tags if tag["/S"] == "/Figure")


@pytest.mark.parametrize("letters", [400, 2000])
def test_a_word_without_an_end_stays_on_the_page(care_client, letters):
    a_session(care_client, team_note="W" * min(letters, 1000), name="x" * 100)
    for days_ago in (30, 1):
        a_reading(care_client, days_ago, 3)
    reader, _pdf = rendered(care_client, message="W" * min(letters, 500))
    assert len(reader.pages) == 2
    right = max(_right_of(page) for page in reader.pages)
    assert right < float(reader.pages[0].mediabox.width)


def _right_of(page):
    """The furthest to the right at which a line of text begins."""
    places = []
    page.extract_text(
        visitor_text=lambda text, cm, tm, _font, _size: places.append(tm[4] * cm[0]) if text.strip() else None
    )
    return max(places)


@pytest.mark.parametrize(
    ("arrange", "says"),
    [
        (lambda client: None, "No session in this period."),
        (lambda client: a_reading(client, 2, 4), "No session in this period."),
    ],
    ids=["nothing", "one reading"],
)
def test_with_little_it_is_one_page_that_says_so(care_client, arrange, says):
    arrange(care_client)
    reader, _pdf = rendered(care_client)
    assert len(reader.pages) == 1
    assert says in reader.pages[0].extract_text()


def test_four_hundred_sessions_are_one_page_and_small(care_client):
    from sessions_log.models import TrainingSession

    a_session(care_client)
    now = timezone.now()
    TrainingSession.objects.bulk_create(
        TrainingSession(
            client=care_client,
            trainer=care_client.lead_trainer,
            state="completed",
            started_at=now - timedelta(hours=2 * number),
            ended_at=now - timedelta(hours=2 * number),
            pain_before=3,
            pain_after=2,
        )
        for number in range(400)
    )
    GuidanceFactory(client=care_client)
    reader, pdf = rendered(care_client)
    assert len(reader.pages) == 1, "the latest of them have no exercises"
    assert "Next date and contact" in reader.pages[0].extract_text()
    assert len(pdf) < 150_000
