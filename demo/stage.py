"""What the parts of the demo are built on."""

from dataclasses import dataclass, field
from datetime import date
from random import Random

from accounts.models import User
from consent.models import ConsentGrant
from exercises.models import Exercise
from practitioners.models import Practitioner


@dataclass
class Stage:
    today: date
    random: Random
    trainers: list[User] = field(default_factory=list)
    practitioners: dict[str, Practitioner] = field(default_factory=dict)
    exercises: dict[str, Exercise] = field(default_factory=dict)
    to_report: list[ConsentGrant] = field(default_factory=list)  # consents under which a report is sent at the end
