from datetime import UTC, datetime
from decimal import Decimal

import factory
from django.core.files.base import ContentFile
from django.utils import timezone
from factory.django import DjangoModelFactory

from benefits.models import BenefitLine, Booklet, Claim, CoveragePlan
from tests.factories.clients import ClientFactory


class CoveragePlanFactory(DjangoModelFactory):
    class Meta:
        model = CoveragePlan

    client = factory.SubFactory(ClientFactory)
    insurer = factory.Sequence(lambda n: f"Insurer Number{n}")
    position = factory.LazyAttribute(lambda plan: plan.client.coverage_plans.count() + 1)
    next_reminder_at = datetime(2000, 1, 1, tzinfo=UTC)  # the sweep looks at it once, and sets when it is due


class BenefitLineFactory(DjangoModelFactory):
    class Meta:
        model = BenefitLine
        skip_postgeneration_save = True

    plan = factory.SubFactory(CoveragePlanFactory)
    annual_maximum = Decimal("500.00")
    visit_maximum = Decimal("80.00")
    visit_maximum_counts = "paid"

    @factory.post_generation
    def disciplines(self: BenefitLine, create: bool, extracted: object, **kwargs: object) -> None:
        if extracted:
            self.disciplines.set(extracted)


class ClaimFactory(DjangoModelFactory):
    class Meta:
        model = Claim

    line = factory.SubFactory(BenefitLineFactory)
    date_of_service = factory.LazyFunction(timezone.localdate)
    paid = Decimal("80.00")


class BookletFactory(DjangoModelFactory):
    class Meta:
        model = Booklet

    client = factory.SubFactory(ClientFactory)
    content_type = Booklet.Type.PDF
    size = 12
    file = factory.LazyFunction(lambda: ContentFile(b"%PDF-1.4 ...", name="booklet.pdf"))
