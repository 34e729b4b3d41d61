"""The report as a picture, held against the one that was looked at; where they differ, a third shows where.

GOLDEN=write keeps what comes out as the new picture: look at it before it is committed.
"""

import os
from dataclasses import replace
from pathlib import Path

import pypdfium2
import pytest
from django.conf import settings
from PIL import Image, ImageChops, ImageFilter, ImageOps

from reports.pdf import render_pdf
from reports.progress import (
    AimedGoal,
    ExerciseAtHome,
    GuidanceLine,
    Homework,
    Load,
    MeasureLine,
    PainLine,
    Progress,
    RatedActivity,
    Reader,
    TrainedExercise,
    TrainedSession,
)

GOLDEN = Path(__file__).parent / "golden"
DPI, NOISE, MOST = (
    60,
    60,
    0.004,
)  # grey levels that edges of letters may differ by; the share of pixels that may by more
DAYS = [f"2026-10-{day:02}" for day in (12, 15, 19, 22, 26, 29)]


ACTIVITIES = [
    RatedActivity("Lift my grandchildren", 3.0, "2026-09-06", 6.8, "2026-11-01", is_rated_again=True),
    RatedActivity("An hour in the garden", 3.6, "2026-09-06", 3.6, "2026-09-06", is_rated_again=False),
]


def a_measure(name, better, values, counts_from, activities=()):
    points = [[day, value] for day, value in zip(("2026-09-06", "2026-10-04", "2026-11-01"), values, strict=True)]
    return MeasureLine(
        is_new=False,
        name=name,
        item="",
        unit="",
        better=better,
        low=0.0,
        high=10.0,
        first=values[0],
        last=values[-1],
        best=values[-1],
        verdict="improved, more than measurement error",
        smallest_change="2",
        source="",
        points=points,
        before=values[1],
        target=None,
        counts_from=counts_from,
        activities=list(activities),
    )


def a_line(kind, text, limits=(), how_kept="", *, until_next_visit=False):
    return GuidanceLine(
        kind=kind,
        is_new=False,
        text=text,
        limits=list(limits),
        until="" if until_next_visit else "2027-01-21",
        until_next_visit=until_next_visit,
        practitioner="Dana Whitfield",
        mark="PT",
        lane=2,
        suspended="",
        how_kept=how_kept,
    )


CONTENT = Progress(
    client_name="Grace Bennett",
    practitioner=Reader("Dana Whitfield", "Physiotherapist", "PT", 2),
    purpose="keep training in step with your treatment",
    start="2026-10-11",
    end="2026-11-22",
    trainer_name="Ana Costa",
    trainer_email="ana@costa.example",
    trainer_phone="416 555 0142",
    practice_name="Costa Strength",
    shared_until="2027-01-16",
    given_on="2026-10-18",
    next_date="2026-12-08T10:30:00-05:00",
    shares={"attendance": True, "exercise_log": True, "pain_measures": True, "homework": True},
    message="Is it time to add load to the hinge?",
    answer_by="2026-12-04",
    answer_page="https://carelane.example/shared/1/",
    goals=["Lift my grandchildren without thinking about my back"],
    goals_aimed=[AimedGoal("Stairs", "30-second chair stand: from 9 to 14 reps", "2027-02-12", "active")],
    summary=["Pain, numeric rating: 6 to 3 since 6 September 2026.", "11 sessions completed."],
    changes=["Pain, numeric rating: 6 to 3 since 6 September 2026."],
    trainer_summary="The hinge with a stick looks easy by now.",
    shares_measures=True,
    sources=["Pain, numeric rating: Thieme a-1304-3677 (n = 1,232)"],
    outlasts_sharing=True,
    measures=[
        a_measure("Pain, numeric rating", "lower is better", (6.0, 5.0, 3.0), 4.0),
        a_measure("Patient-Specific Functional Scale", "higher is better", (3.3, 4.9, 5.4), 5.3, ACTIVITIES),
        a_measure("Range of motion (hip flexion, left)", "higher is better", (80.0, 95.0, 105.0), 90.0),
    ],
    pain=[PainLine("before a session", 4, 2, 4, [[day, 4 - n // 2] for n, day in enumerate(DAYS)])],
    shares_sessions=True,
    session_count=11,
    loads=[Load("Goblet squat", "19.5", "24.5", 6, [[day, 19.5 + n] for n, day in enumerate(DAYS)], "")],
    lacks={"pain_in_loads": True},
    guidance=[
        a_line("dont", "No loaded bending of the spine", how_kept="kept in all 11 sessions"),
        a_line(
            "caution",
            "Carrying, weight per hand",
            ["at most 20 kg", "stop when pain is over 4 of 10"],
            until_next_visit=True,
        ),
        a_line("do", "Keep practising the hip hinge with a straight back"),
    ],
    shares_homework=True,
    homework=Homework(
        34, 25, 3, 3, 3, 31, rows=[ExerciseAtHome(34, 25, 3, 3, 3, 31, "Heel raise", "3 × 12, 10 kg", 11)]
    ),
    has_log=True,
    sessions=[
        TrainedSession(
            on="2026-11-22",
            is_new=False,
            effort=6,
            pain_before=2,
            pain_after=2,
            exercises=[TrainedExercise("Goblet squat", "3 × 10, 24.5 kg", is_yours=False)],
            notes=["Back felt easy through the hinge."],
            times=4,
            since="2026-11-11",
        )
    ],
)


def pictured(content: Progress) -> Image.Image:
    """The first page, in grey."""
    page = pypdfium2.PdfDocument(render_pdf(content))[0]
    return ImageOps.grayscale(page.render(scale=DPI / 72).to_pil())


@pytest.mark.django_db
@pytest.mark.parametrize("kind", ["progress", "case"])
def test_it_looks_as_it_did_when_somebody_looked(kind):
    drawn, golden = pictured(replace(CONTENT, kind=kind)), GOLDEN / f"{kind}.png"
    if os.environ.get("GOLDEN") == "write":
        golden.parent.mkdir(exist_ok=True)
        drawn.save(golden, optimize=True)
    expected = Image.open(golden)
    assert drawn.size == expected.size
    share = _share(drawn, expected)
    if share > MOST:
        pytest.fail(f"{share:.1%} of the {kind} page looks otherwise: {_shown(drawn, expected, kind)}")


def _differs(drawn: Image.Image, expected: Image.Image) -> Image.Image:
    """White where they differ by more than the edges of letters do."""
    blurred = [picture.filter(ImageFilter.BoxBlur(1)) for picture in (drawn, expected)]
    return ImageChops.difference(*blurred).point(lambda level: 255 if level > NOISE else 0)


def _share(drawn: Image.Image, expected: Image.Image) -> float:
    return _differs(drawn, expected).histogram()[255] / (drawn.width * drawn.height)


def _shown(drawn: Image.Image, expected: Image.Image, kind: str) -> Path:
    """What was expected, what came out, and where they differ, side by side."""
    differs = _differs(drawn, expected)
    beside = Image.new("L", (3 * drawn.width, drawn.height), 255)
    for number, picture in enumerate((expected, drawn, ImageOps.invert(differs))):
        beside.paste(picture, (number * drawn.width, 0))
    file = settings.VAR_DIR / f"golden-{kind}.png"
    beside.save(file)
    return file


@pytest.mark.django_db
def test_another_limit_is_another_picture():
    """The tolerance hides no line that matters."""
    other = replace(CONTENT, guidance=CONTENT.guidance[1:])
    share = _share(pictured(other), Image.open(GOLDEN / "progress.png"))
    assert share > MOST
