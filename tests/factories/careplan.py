from datetime import timedelta

import factory
from django.core.files.base import ContentFile
from django.utils import timezone
from factory.django import DjangoModelFactory

from careplan.models import (
    CareTeamMember,
    Demonstration,
    Document,
    Goal,
    Guidance,
    HomePause,
    Intake,
    NamedPerson,
    OwnIntake,
    PlanLink,
    Prescription,
    Question,
    ReadinessScreening,
    Reply,
    Visit,
)
from tests.factories.clients import ClientFactory
from tests.factories.exercises import ExerciseFactory
from tests.factories.practitioners import PractitionerFactory


class IntakeFactory(DjangoModelFactory):
    class Meta:
        model = Intake

    client = factory.SubFactory(ClientFactory)
    sees_practitioner = "yes"
    who_else = factory.Sequence(lambda n: f"Somebody else number{n}")


class OwnIntakeFactory(DjangoModelFactory):
    """The client's own answers, which no trainer has read yet."""

    class Meta:
        model = OwnIntake

    client = factory.SubFactory(ClientFactory)
    sees_practitioner = "yes"
    expectations = factory.Sequence(lambda n: f"Hope in my own words number{n}")


class NamedPersonFactory(DjangoModelFactory):
    class Meta:
        model = NamedPerson

    own_intake = factory.SubFactory(OwnIntakeFactory)
    position = factory.Sequence(lambda n: n % 30_000)
    name = factory.Sequence(lambda n: f"Named Person number{n}")


class ReadinessScreeningFactory(DjangoModelFactory):
    """Cleared a month ago, for a year."""

    class Meta:
        model = ReadinessScreening

    client = factory.SubFactory(ClientFactory)
    screen = "par-q-plus"
    outcome = "cleared"
    screened_on = factory.LazyFunction(lambda: timezone.localdate() - timedelta(days=30))
    lapses_on = factory.LazyAttribute(lambda screening: screening.screened_on + timedelta(days=365))


class GoalFactory(DjangoModelFactory):
    class Meta:
        model = Goal

    client = factory.SubFactory(ClientFactory)
    text = factory.Sequence(lambda n: f"Goal in my own words number{n}")


class CareTeamMemberFactory(DjangoModelFactory):
    class Meta:
        model = CareTeamMember

    client = factory.SubFactory(ClientFactory)
    practitioner = factory.SubFactory(PractitionerFactory)
    for_what = factory.Sequence(lambda n: f"Complaint number{n}")


class NamedMemberFactory(DjangoModelFactory):
    """Somebody who looks after the client and is not in the network."""

    class Meta:
        model = CareTeamMember

    client = factory.SubFactory(ClientFactory)
    name = factory.Sequence(lambda n: f"Outside Practitioner number{n}")


class VisitFactory(DjangoModelFactory):
    """Booked, in a week."""

    class Meta:
        model = Visit

    member = factory.SubFactory(CareTeamMemberFactory)
    on = factory.LazyFunction(lambda: timezone.localdate() + timedelta(days=7))


class GuidanceFactory(DjangoModelFactory):
    """No loaded bending of the spine, from a physio, without an end."""

    class Meta:
        model = Guidance

    client = factory.SubFactory(ClientFactory)
    practitioner = factory.SubFactory(PractitionerFactory)
    kind = "dont"
    text = factory.Sequence(lambda n: f"No loaded spinal flexion number{n}")
    patterns = factory.LazyFunction(lambda: ["spinal-flexion"])
    regions = factory.LazyFunction(lambda: ["lower-back"])
    how_it_came = "link"
    lifted_by = factory.LazyAttribute(lambda one: one.practitioner if one.state == "lifted" else None)
    lifted_on = factory.LazyAttribute(lambda one: timezone.localdate() if one.state == "lifted" else None)
    state = "active"
    starts_on = factory.LazyFunction(lambda: timezone.localdate() - timedelta(days=1))  # in every time zone


class PrescriptionFactory(DjangoModelFactory):
    class Meta:
        model = Prescription

    client = factory.SubFactory(ClientFactory)
    practitioner = factory.SubFactory(PractitionerFactory)
    exercise = factory.SubFactory(ExerciseFactory)
    sets = 3
    amount = 12
    how_it_came = "link"
    cues = factory.Sequence(lambda n: f"Slowly down number{n}")


class HomePauseFactory(DjangoModelFactory):
    """A row alone, announced for next week: what is asked does not heed it (homework.plans.pause does that)."""

    class Meta:
        model = HomePause

    client = factory.SubFactory(ClientFactory)
    starts_on = factory.LazyFunction(lambda: timezone.localdate() + timedelta(days=7))
    ends_on = factory.LazyAttribute(lambda pause: pause.starts_on + timedelta(days=6))


class PlanLinkFactory(DjangoModelFactory):
    """A piece of guidance that supports a goal of the same client."""

    class Meta:
        model = PlanLink

    goal = factory.SubFactory(GoalFactory)
    guidance = factory.SubFactory(GuidanceFactory, client=factory.SelfAttribute("..goal.client"))
    mark = "supports"


class QuestionFactory(DjangoModelFactory):
    """Asked, and not answered yet."""

    class Meta:
        model = Question

    client = factory.SubFactory(ClientFactory)
    practitioner = factory.SubFactory(PractitionerFactory)
    text = factory.Sequence(lambda n: f"May the knee be loaded number{n}")
    asked_by = factory.SelfAttribute("client.lead_trainer")


class DocumentFactory(DjangoModelFactory):
    class Meta:
        model = Document

    client = factory.SubFactory(ClientFactory)
    practitioner = factory.SubFactory(PractitionerFactory)
    title = factory.Sequence(lambda n: f"Exercise sheet number{n}")
    content_type = "application/pdf"
    size = 8
    file = factory.LazyFunction(lambda: ContentFile(b"%PDF-1.7", name="sheet.pdf"))


class DemonstrationFactory(DjangoModelFactory):
    class Meta:
        model = Demonstration

    prescription = factory.SubFactory(PrescriptionFactory)
    content_type = "image/png"
    size = 8
    file = factory.LazyFunction(lambda: ContentFile(b"\x89PNG\r\n\x1a\n", name="picture.png"))


class ReplyFactory(DjangoModelFactory):
    class Meta:
        model = Reply

    client = factory.SubFactory(ClientFactory)
    practitioner = factory.SubFactory(PractitionerFactory)
    kind = "noted"
    text = factory.Sequence(lambda n: f"Half the load on the squat number{n}")
