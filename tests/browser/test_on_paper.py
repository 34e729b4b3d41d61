"""A practitioner's page on paper: one sheet, on Letter and on A4."""

import json
import os
import re
import subprocess
import sys
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from pypdf import PdfReader

from careplan.models import Guidance
from clients.access_log import Actor, record_access
from consent.models import ConsentGrant
from tests.browser.conftest import CHROMIUM
from tests.factories.careplan import GoalFactory, GuidanceFactory, PrescriptionFactory, QuestionFactory, ReplyFactory
from tests.factories.consent import ConsentGrantFactory
from tests.factories.exercises import ExerciseFactory
from tests.factories.sessions_log import (
    ExerciseEntryFactory,
    HomeworkCheckInFactory,
    ReadingFactory,
    SetEntryFactory,
    TrainingSessionFactory,
)
from tests.practitioner_portal.test_shared_page import browser_of

pytestmark = pytest.mark.either_stack

EXERCISES = ["Goblet squat", "Dumbbell bench press", "Seated cable row", "Bird dog", "Heel raise"]
FIRST_SCREEN = 844  # pixels high, on a phone


@pytest.fixture
def grant(db) -> ConsentGrant:
    """Two years with a client: readings every other week, and two sessions a week of late, with homework."""
    grant = ConsentGrantFactory()
    client, reader = grant.client, grant.practitioner
    now = timezone.now()
    exercises = [ExerciseFactory(name=name) for name in EXERCISES]
    for number in range(16):
        ended = now - timedelta(days=1 + 3.5 * number)
        session = TrainingSessionFactory(
            client=client, started_at=ended - timedelta(hours=1), ended_at=ended, team_note="Kept every rep slow."
        )
        for exercise in exercises:
            entry = ExerciseEntryFactory(session=session, exercise=exercise)
            for position in range(3):
                SetEntryFactory(entry=entry, position=position)
    for week in range(1, 104, 2):
        on = now - timedelta(weeks=week)
        for measure, item, value in [("nprs", "", 3 + week // 26), ("psfs", "Stairs", 8 - week // 26)]:
            ReadingFactory(client=client, measure=measure, item=item, value=value, taken_on=on.date(), created_at=on)
    for exercise in exercises[-2:]:
        homework = PrescriptionFactory(
            client=client, practitioner=reader, exercise=exercise, starts_on=now.date() - timedelta(weeks=8)
        )
        for day in range(1, 30):
            HomeworkCheckInFactory(prescription=homework, on=now.date() - timedelta(days=day))
    for kind in Guidance.Kind.values:
        GuidanceFactory(client=client, practitioner=reader, kind=kind)
    GoalFactory(client=client)
    QuestionFactory(client=client, practitioner=reader, answer="Yes, from next week.", answered_at=now)
    ReplyFactory(client=client, practitioner=reader)
    record_access(
        client.pk,
        actor=Actor.practitioner(reader.pk, reader.name),
        action="practitioner_portal:record",
        through=("grant", grant.pk),
        now=now - timedelta(days=5),
    )
    return grant


@pytest.fixture
def seen(grant, tmp_path) -> dict[str, Any]:
    """The page as it comes from the server, with its style sheet and without scripts, laid out by Chromium."""
    html = browser_of(grant.practitioner).get(reverse("practitioner_portal:record", args=[grant.pk])).content.decode()
    folder = Path(settings.BASE_DIR, "static/css")
    sheets = re.findall(r'@import url\("([\w.]+)"\)', (folder / "carelane.css").read_text())
    style = "\n".join((folder / sheet).read_text() for sheet in sheets)
    plain = re.sub(r'<script[^>]*src="[^"]*"[^>]*></script>', "", html)
    (tmp_path / "page.html").write_text(plain.replace("</head>", f"<style>{style}</style></head>"))
    if not Path(CHROMIUM).exists() and not os.environ.get("CI"):
        pytest.skip(f"No Chromium at {CHROMIUM} (Debian: apt-get install chromium).")
    done = subprocess.run(
        [sys.executable, "-m", "tests.browser.paper", str(tmp_path / "page.html"), str(tmp_path)],
        cwd=settings.BASE_DIR,
        env=os.environ | {"CHROMIUM": CHROMIUM},
        capture_output=True,
        text=True,
        check=True,
    )
    return json.loads(done.stdout)


@pytest.mark.parametrize("paper", ["Letter", "A4"])
def test_two_years_fit_one_sheet(seen, grant, tmp_path, paper):
    printed = PdfReader(tmp_path / f"{paper}.pdf")
    assert len(printed.pages) == 1, printed.pages[1].extract_text()
    text = printed.pages[0].extract_text()
    assert grant.client.name in text
    assert "What changed" in text
    assert "Next date and contact" in text
    assert grant.client.lead_trainer.email in text
    assert "page 1 of 1" in text
    assert "Send the reply" not in text


def test_the_first_screen_holds_the_sentence_and_both_scales(seen):
    """Nothing needs a press, and there are at most 250 words before the details."""
    assert len(seen["tops"]) == 3
    assert max(seen["tops"]) < FIRST_SCREEN
    before = seen["text"][: seen["text"].index("What was trained")]
    assert len(before.split()) <= 250
    assert not seen["details"]


def test_no_cell_is_empty_and_months_are_spelled_out(seen):
    assert seen["cells"]
    assert all(cell.strip() for cell in seen["cells"])
    assert f"{timezone.localdate():%B}" in seen["text"]
