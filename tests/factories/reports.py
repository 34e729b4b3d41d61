from datetime import timedelta

import factory
from django.utils import timezone
from factory.django import DjangoModelFactory

from reports.models import ProgressReport, ReportDraft
from tests.factories.clients import ClientFactory
from tests.factories.consent import ConsentGrantFactory


class ProgressReportFactory(DjangoModelFactory):
    """Sent just now, about the last four weeks; without a PDF."""

    class Meta:
        model = ProgressReport

    client = factory.SubFactory(ClientFactory)
    grant = factory.SubFactory(ConsentGrantFactory, client=factory.SelfAttribute("..client"))
    period_starts_on = factory.LazyFunction(lambda: timezone.localdate() - timedelta(days=28))
    period_ends_on = factory.LazyFunction(timezone.localdate)
    message = factory.Sequence(lambda n: f"How does it look number{n}")
    content = factory.LazyFunction(dict)
    sent_by = factory.SelfAttribute("client.lead_trainer")


class ReportDraftFactory(DjangoModelFactory):
    """Of the last four weeks, prepared by itself; without a PDF."""

    class Meta:
        model = ReportDraft

    grant = factory.SubFactory(ConsentGrantFactory)
    client = factory.SelfAttribute("grant.client")
    period_starts_on = factory.LazyFunction(lambda: timezone.localdate() - timedelta(days=28))
    period_ends_on = factory.LazyFunction(timezone.localdate)
    why = ReportDraft.Why.MONTH
