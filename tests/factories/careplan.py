from datetime import timedelta

import factory
from django.core.files.base import ContentFile
from django.utils import timezone
from factory.django import DjangoModelFactory

from careplan.models import CareTeamMember, Document, Goal, Guidance, Intake, Prescription, Question, Reply
from tests.factories.clients import ClientFactory
from tests.factories.exercises import ExerciseFactory
from tests.factories.practitioners import PractitionerFactory


class IntakeFactory(DjangoModelFactory):
    class Meta:
        model = Intake

    client = factory.SubFactory(ClientFactory)
    sees_practitioner = "yes"
    who_else = factory.Sequence(lambda n: f"Somebody else number{n}")


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


class ReplyFactory(DjangoModelFactory):
    class Meta:
        model = Reply

    client = factory.SubFactory(ClientFactory)
    practitioner = factory.SubFactory(PractitionerFactory)
    kind = "noted"
    text = factory.Sequence(lambda n: f"Half the load on the squat number{n}")
