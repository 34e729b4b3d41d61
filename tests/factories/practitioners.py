import datetime

import factory
from factory.django import DjangoModelFactory

from practitioners.announcement_records import Announcement
from practitioners.joining_records import TrainerApplication
from practitioners.models import Clinic, Discipline, Practitioner, RedFlag, TrainerProfile
from practitioners.network_records import LikelyDuplicate, PractitionerImport
from tests.factories.accounts import AdminFactory, TrainerFactory


class DisciplineFactory(DjangoModelFactory):
    """A physiotherapist's lane unless told otherwise."""

    class Meta:
        model = Discipline
        django_get_or_create = ["code"]

    code = "physiotherapist"
    name_en = "Physiotherapist"
    name_fr = "Physiothérapeute"
    mark = "PT"
    lane = 2
    may_set_restrictions = "yes"
    may_prescribe_exercise = "yes"
    may_clear_for_exercise = True


class MassageTherapyFactory(DisciplineFactory):
    code = "massage-therapist"
    name_en = "Registered massage therapist"
    name_fr = "Massothérapeute"
    mark = "RMT"
    lane = 4
    may_set_restrictions = "caution-only"
    may_prescribe_exercise = "self-care"
    may_clear_for_exercise = False


class ClinicFactory(DjangoModelFactory):
    class Meta:
        model = Clinic

    name = factory.Sequence(lambda n: f"Clinic Number{n}")
    city = "Toronto"


class PractitionerFactory(DjangoModelFactory):
    class Meta:
        model = Practitioner

    name = factory.Sequence(lambda n: f"Practitioner Number{n}")
    email = factory.Sequence(lambda n: f"practitioner{n}@clinic.example")
    discipline = factory.SubFactory(DisciplineFactory)
    clinic = factory.SubFactory(ClinicFactory)
    licence_number = factory.Sequence(lambda n: f"L-{n:05d}")
    register = "College of Physiotherapists of Ontario"
    verification = "verified"
    verified_on = datetime.date(2026, 1, 15)


class MassageTherapistFactory(PractitionerFactory):
    discipline = factory.SubFactory(MassageTherapyFactory)
    register = "College of Massage Therapists of Ontario"


class RedFlagFactory(DjangoModelFactory):
    class Meta:
        model = RedFlag
        rename = {"sign": "sign_en", "do_now": "do_now_en"}

    code = factory.Sequence(lambda n: f"flag-{n}")
    sign = factory.Sequence(lambda n: f"Sign number {n}")
    do_now = "Stop and rest"
    discipline = factory.SubFactory(DisciplineFactory)
    urgency = "soon"
    position = factory.Sequence(lambda n: n)


class TrainerProfileFactory(DjangoModelFactory):
    """A public page that is on."""

    class Meta:
        model = TrainerProfile

    trainer = factory.SubFactory(TrainerFactory)
    slug = factory.Sequence(lambda n: f"trainer-{n}")
    is_public = True
    about = "Strength after rehab, one to one."
    area = "Leslieville, Toronto"
    languages = "English, French"


class PractitionerImportFactory(DjangoModelFactory):
    """A file that an admin has chosen and matched, and not confirmed."""

    class Meta:
        model = PractitionerImport

    by = factory.SubFactory(AdminFactory)
    columns = ["Name", "E-mail", "Discipline"]
    rows = [[2, ["Ida Berg", "ida.berg@clinic.example", "PT"]]]
    matched = {"name": 0, "email": 1, "discipline": 2}


class LikelyDuplicateFactory(DjangoModelFactory):
    class Meta:
        model = LikelyDuplicate

    first = factory.SubFactory(PractitionerFactory)
    second = factory.SubFactory(PractitionerFactory)
    reasons = ["name"]


class TrainerApplicationFactory(DjangoModelFactory):
    class Meta:
        model = TrainerApplication

    name = factory.Sequence(lambda n: f"Applicant Number{n}")
    email = factory.Sequence(lambda n: f"applicant{n}@gym.example")
    certification = "CSEP Certified Personal Trainer"


class AnnouncementFactory(DjangoModelFactory):
    class Meta:
        model = Announcement

    subject = "The clinic moves"
    text = "From Monday on we are at the harbour.\n\nThe phone stays."
    audience = "practitioners"
