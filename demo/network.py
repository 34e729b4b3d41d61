"""What the admin of the demo finds: the practice's settings, a year of counted referrals, people who apply, a message."""

from datetime import date, datetime, time, timedelta

from django.utils import timezone

from accounts.models import User
from demo.stage import Stage
from practitioners.announcement_records import Announcement
from practitioners.joining_records import TrainerApplication
from practitioners.models import TrustedPractitioner, TrustedTrainer
from practitioners.overview import reckon_overview
from practitioners.referral_days import ReferralDay
from web.models import PracticeSettings
from web.practice import FIELDS, environment

WAITS = [1, 2, 2, 3, 5]  # business days until an answer, in turns
APPLICATIONS = [
    ("Tomas Ray", "Ray Strength", "Halifax", "CSEP Certified Personal Trainer", "Strength after knee surgery"),
    ("Leila Haddad", "Move Well", "Montréal", "CSEP Clinical Exercise Physiologist", "Older adults, also at home"),
]


def add_network(stage: Stage, admin: User) -> None:
    """Called at the end: it counts what the others have made."""
    _settings(admin)
    _counted_referrals(stage)
    for number, (name, practice_name, area, certification, about) in enumerate(APPLICATIONS, start=1):
        TrainerApplication.objects.create(
            name=name,
            email=f"{name.split()[0].lower()}@gym.example",
            practice_name=practice_name,
            area=area,
            certification=certification,
            about=about,
            applied_at=_moment(stage, -2 * number),
        )
    Announcement.objects.create(
        subject="New forms from January on",
        text="From January on we ask for consent by visit as well.\n\nNothing changes for clients whom you see now.",
        audience=Announcement.Audience.EVERYBODY,
        by=admin,
        sent_at=_moment(stage, -20),
        recipients=len(stage.practitioners) + len(stage.trainers),
    )
    for entry in TrustedPractitioner.objects.select_related("practitioner")[:1]:
        TrustedTrainer.objects.get_or_create(practitioner=entry.practitioner, trainer_id=entry.trainer_id)
    reckon_overview(today=stage.today)


def _settings(admin: User) -> None:
    given = environment()
    values = {name: getattr(given, name) for name in FIELDS}
    values |= {
        "postal_address": "120 Queen Street East\nToronto ON M5A 1S2",
        "phone": "416 555 0199",
        "privacy_officer": admin.name,
        "privacy_email": admin.email,
    }
    PracticeSettings.objects.create(**values, version=1, by=admin)


def _counted_referrals(stage: Stage) -> None:
    """Eleven months back, some each week of a few practitioners and of both trainers; not on days that are counted."""
    people = sorted(stage.practitioners.values(), key=lambda entry: entry.name)[:4]
    rows = []
    for week in range(1, 48):
        day = stage.today - timedelta(weeks=week)
        for place, practitioner in enumerate(people):
            if (week + place) % 2 == 0:
                rows.append(_day(day, week + place, practitioner=practitioner, discipline=practitioner.discipline))
        if week % 2 == 0:
            trainer = stage.trainers[week // 2 % len(stage.trainers)]
            rows.append(_day(day, week, trainer=trainer, discipline=people[0].discipline))
    ReferralDay.objects.bulk_create(rows, ignore_conflicts=True)


def _day(on: date, turn: int, **whose: object) -> ReferralDay:
    number = 2 + turn % 3
    waits = [WAITS[(turn + each) % len(WAITS)] for each in range(number - (turn % 4 == 0))]
    return ReferralDay(
        day=on, requested=number, answered=len(waits), accepted=max(len(waits) - 1, 0),
        with_outcome=max(len(waits) - 1, 0), waits=waits, **whose,
    )  # fmt: skip


def _moment(stage: Stage, days_from_now: int) -> datetime:
    return datetime.combine(
        stage.today + timedelta(days=days_from_now), time(10, 0), tzinfo=timezone.get_current_timezone()
    )
