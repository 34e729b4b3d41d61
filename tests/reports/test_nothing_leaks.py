"""Twenty real reports, each through another consent: PDF, page, mail and file name show what was agreed to alone."""

from datetime import timedelta
from io import BytesIO
from random import Random

import pytest
from django.conf import settings
from django.test import Client as Browser
from django.urls import reverse
from django.utils import timezone
from pypdf import PdfReader

from consent.models import Scope
from outbox.delivery import deliver_due
from reports.sending import send_report
from sharing.view import SharedView
from tests.factories.careplan import PrescriptionFactory
from tests.factories.consent import ConsentGrantFactory, ViewerSessionFactory
from tests.factories.exercises import ExerciseFactory
from tests.factories.sessions_log import HomeworkCheckInFactory, ReadingFactory
from tests.sharing.test_shared_view import NEVER, a_full_record

REPORTS = 20
# What a report, or the practitioner's page, says of each scope and nowhere else.
SIGNS = {
    Scope.EXERCISE_LOG: "Sign of the log",
    Scope.HOMEWORK: "Sign of homework asked",
    Scope.PAIN_MEASURES: "7.3",
    Scope.GOALS: "Sign of the goal",
    Scope.GUIDANCE_OTHERS: "Sign of another's don't",
    Scope.TEAM_NOTES: "Sign of the team note",
    Scope.BENEFITS: "321.00",
    Scope.REFERRAL: "Sign of the referral",
    Scope.CONTACT: "416 555 0117",
}
ON_THE_PAGE_ALONE = {Scope.BENEFITS, Scope.REFERRAL, Scope.CONTACT}


def text_of(pdf: bytes) -> str:
    return " ".join(" ".join(page.extract_text() for page in PdfReader(BytesIO(pdf)).pages).split())


def a_record_with_signs(grant) -> None:
    a_full_record(grant)
    yesterday = timezone.localdate() - timedelta(days=1)
    for days, value in ((20, "3.1"), (1, "7.3")):
        ReadingFactory(
            client=grant.client,
            measure="psfs",
            item="Sitting",
            value=value,
            taken_on=timezone.localdate() - timedelta(days=days),
        )
    prescription = PrescriptionFactory(
        client=grant.client,
        practitioner=grant.practitioner,
        exercise=ExerciseFactory(name="Sign of homework asked"),
        starts_on=yesterday - timedelta(days=9),
    )
    HomeworkCheckInFactory(prescription=prescription, on=yesterday)


@pytest.mark.django_db
def test_each_shows_its_scopes_alone(mailoutbox):
    random, seen = Random(20261124), set()
    for number in range(REPORTS):
        scopes = set(random.sample(list(Scope), random.randint(1, 8)))
        grant = ConsentGrantFactory(scopes=list(scopes))
        a_record_with_signs(grant)
        view = SharedView(grant)
        report = send_report(
            grant,
            start=view.today - timedelta(days=40),
            end=view.today,
            message="Is the load right?",
            trainer=grant.client.lead_trainer,
        )
        browser = Browser()
        ViewerSessionFactory(practitioner=grant.practitioner, token=f"browser-{number}")
        browser.cookies[settings.VIEWER_COOKIE_NAME] = f"browser-{number}"
        page = (
            browser.get(reverse("practitioner_portal:record", args=[grant.pk])).content.decode().replace("&#x27;", "'")
        )
        fetched = browser.get(reverse("practitioner_portal:report_pdf", args=[grant.pk, report.pk]))
        name = fetched.headers["Content-Disposition"]
        pdf = text_of(b"".join(fetched.streaming_content))
        for scope, sign in SIGNS.items():
            # On the page the reader's own exercises stand whatever is shared; homework is then how often.
            if scope is not Scope.HOMEWORK:
                assert (sign in page) == (scope in scopes), (scope, scopes)
            if scope not in ON_THE_PAGE_ALONE:
                assert (sign in pdf) == (scope in scopes), (scope, scopes)
                seen.add((scope, sign in pdf))
        may_figures = {Scope.GOALS, Scope.PAIN_MEASURES} <= scopes
        for shown in (page, pdf):
            assert ("77.25 sign of a unit" in shown) == ("66.75" in shown) == may_figures, scopes
        for sign in NEVER[:3]:
            assert sign not in pdf + page
        assert "Sign" not in name + report.pdf.name
        assert grant.client.name not in name + report.pdf.name
    assert len(seen) == 2 * (len(SIGNS) - len(ON_THE_PAGE_ALONE)), "each scope was shared once, and once not"
    deliver_due()
    assert len(mailoutbox) == REPORTS
    for mail in mailoutbox:
        words = mail.message().as_string()
        assert "Sign" not in words
        assert "Client Number" not in words
