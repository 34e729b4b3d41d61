"""The client writes plans, claims and booklets down, on their own page and by the link of a mail; nobody else may."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client as Browser
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from benefits.asking import ask_for_coverage
from benefits.asking_mail import ASKED, STILL_HOLDS, write_asked, write_still_holds
from benefits.coverage import copy_to_next_year
from benefits.models import BenefitLine, Booklet, Claim, CoveragePlan
from clients.access import join_own_account
from clients.links import issue_client_link
from outbox.models import Message
from outbox.sealing import unseal_secrets
from tests.access.world import BACKEND
from tests.factories.benefits import BenefitLineFactory, ClaimFactory, CoveragePlanFactory
from tests.factories.careplan import CareTeamMemberFactory, VisitFactory
from tests.factories.practitioners import MassageTherapistFactory
from tests.pages import as_read
from web.keys import uuid7

PDF = b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\n%%EOF\n"
PLAN = {
    "insurer": "Maple Mutual",
    "kind": "insured",
    "holder": "own",
    "position": "1",
    "year_kind": "calendar",
    "year_starts_month": "1",
    "year_starts_day": "1",
    "year_months": "12",
    "carry_over": "none",
}


@pytest.fixture
def account(care_client):
    join_own_account(care_client)
    return User.objects.get(email__iexact=care_client.email)


@pytest.fixture
def own_browser(account):
    browser = Browser()
    browser.force_login(account, backend=BACKEND)
    return browser


@pytest.fixture
def line(care_client):
    masseur = MassageTherapistFactory()
    VisitFactory(
        member=CareTeamMemberFactory(client=care_client, practitioner=masseur),
        on=timezone.localdate() - timedelta(days=3),
        state="attended",
    )
    return BenefitLineFactory(plan=CoveragePlanFactory(client=care_client), disciplines=[masseur.discipline])


def ways(client):
    """How the client comes to a route: on their own page, and by the link of a mail without an account."""
    token = issue_client_link(client, "benefits")
    return {"own": ("own_", client.pk), "link": ("link_", token)}


@pytest.mark.parametrize("way", ["own", "link"])
def test_a_client_writes_a_plan_down_and_is_told_before_it_lapses(own_browser, care_client, account, way):
    prefix, key = ways(care_client)[way]
    browser = own_browser if way == "own" else Browser()
    address = reverse(f"benefits:{prefix}add_plan", args=[key])
    assert 'name="insurer"' in browser.get(address).content.decode()
    discipline = MassageTherapistFactory().discipline
    form = {**PLAN, "key": str(uuid7()), "disciplines": [discipline.pk], "annual_maximum": "1,500", "share": "80"}
    form["maximum_counts"] = "paid"
    for _ in range(2):
        assert browser.post(address, form).status_code == 302
    line = BenefitLine.objects.get()
    assert (line.annual_maximum, line.plan.client, line.plan.insurer) == (1500, care_client, "Maple Mutual")
    assert line.plan.next_reminder_at is not None
    assert line.plan.history.get().history_user == (account if way == "own" else None)
    page = browser.get(reverse("benefits:own_benefits" if way == "own" else "benefits:link_coverage", args=[key]))
    assert "$1,500.00" in as_read(page.content.decode())


@pytest.mark.parametrize("way", ["own", "link"])
def test_a_visit_proposes_its_claim(own_browser, line, way):
    prefix, key = ways(line.plan.client)[way]
    browser = own_browser if way == "own" else Browser()
    home = browser.get(reverse("benefits:own_benefits" if way == "own" else "benefits:link_coverage", args=[key]))
    address = reverse(f"benefits:{prefix}add_claim", args=[key, line.pk])
    visit = line.plan.client.care_team.get().visits.get()
    assert f'href="{address}?visit={visit.pk}"' in home.content.decode()
    assert f'value="{visit.on}"' in browser.get(f"{address}?visit={visit.pk}").content.decode()
    form = {"key": str(uuid7()), "visit": visit.pk, "date_of_service": str(visit.on), "fee": "90", "paid": "80"}
    assert browser.post(address, form).status_code == 302
    claim = Claim.objects.get()
    assert (claim.visit, claim.paid) == (visit, 80)
    home = browser.get(reverse("benefits:own_benefits" if way == "own" else "benefits:link_coverage", args=[key]))
    assert f"?visit={visit.pk}" not in home.content.decode(), "it is proposed once"


@pytest.mark.parametrize("way", ["own", "link"])
def test_a_client_corrects_a_claim_and_takes_it_out(own_browser, line, account, way):
    prefix, key = ways(line.plan.client)[way]
    browser = own_browser if way == "own" else Browser()
    home = reverse("benefits:own_benefits" if way == "own" else "benefits:link_coverage", args=[key])
    claim = ClaimFactory(line=line, paid=80, fee=90)
    address = reverse(f"benefits:{prefix}correct_claim", args=[key, claim.pk])
    assert f'href="{address}"' in browser.get(home).content.decode()
    form = {"key": str(uuid7()), "date_of_service": str(claim.date_of_service), "fee": "90", "paid": "70"}
    assert browser.post(address, form).status_code == 302
    claim.refresh_from_db()
    assert claim.paid == 70
    old, new = claim.history.order_by("history_id")
    assert (old.paid, new.paid, new.history_user) == (80, 70, account if way == "own" else None)
    page = as_read(browser.get(home).content.decode())
    assert "$70.00 paid of $90.00" in page
    assert "$80.00 paid of $90.00" in page, "what it was stands beside it"
    browser.post(reverse(f"benefits:{prefix}remove_claim", args=[key, claim.pk]))
    assert Claim.objects.get().removed_at
    browser.post(reverse(f"benefits:{prefix}put_back_claim", args=[key, claim.pk]))
    assert Claim.objects.get().removed_at is None
    assert as_read(browser.get(home).content.decode()).count("corrected on") == 1, "taking out is no correction"


@pytest.mark.parametrize("way", ["own", "link"])
def test_nobody_corrects_a_claim_of_another_client(own_browser, line, way):
    prefix, key = ways(line.plan.client)[way]
    browser, claim = own_browser if way == "own" else Browser(), ClaimFactory(paid=80)
    for act in ("correct_claim", "remove_claim", "put_back_claim"):
        assert browser.post(reverse(f"benefits:{prefix}{act}", args=[key, claim.pk])).status_code == 404
    claim.refresh_from_db()
    assert (claim.paid, claim.removed_at) == (80, None)


@pytest.mark.parametrize("way", ["own", "link"])
def test_a_booklet_is_kept_and_waits_for_the_trainer(own_browser, trainer_browser, care_client, way):
    prefix, key = ways(care_client)[way]
    browser = own_browser if way == "own" else Browser()
    address = reverse(f"benefits:{prefix}keep_booklet", args=[key])
    wrong = {"key": str(uuid7()), "file": SimpleUploadedFile("card.pdf", b"no document")}
    assert browser.post(address, wrong).status_code == 422
    form = {"key": str(uuid7()), "file": SimpleUploadedFile("my name.pdf", PDF)}
    assert browser.post(address, form).status_code == 302
    booklet = Booklet.objects.get()
    assert "name" not in booklet.file.name
    shown = trainer_browser.get(reverse("benefits:booklet", args=[care_client.pk, booklet.pk]))
    assert b"".join(shown.streaming_content) == PDF
    assert "attachment" in shown["Content-Disposition"]
    assert "I have read it" in trainer_browser.get(reverse("benefits:overview", args=[care_client.pk])).content.decode()
    trainer_browser.post(reverse("benefits:read_booklet", args=[care_client.pk, booklet.pk]))
    assert Booklet.objects.get().read_at


def test_a_client_who_left_writes_nothing(own_browser, line):
    client = line.plan.client
    token = issue_client_link(client, "benefits")
    client.status = "archived"
    client.save()
    assert "Add a claim" not in own_browser.get(reverse("benefits:own_benefits", args=[client.pk])).content.decode()
    assert own_browser.get(reverse("benefits:own_add_plan", args=[client.pk])).status_code == 404
    assert Browser().get(reverse("benefits:link_add_plan", args=[token])).status_code == 404


def test_the_mail_that_asks_leads_to_the_form_once_a_day(care_client):
    for _ in range(2):
        assert ask_for_coverage(care_client)
    message = Message.objects.get(kind=ASKED)
    letter = write_asked(message, unseal_secrets(message.sealed_secrets))
    assert [Browser().get(address).status_code for _, address in letter.actions] == [200, 200]
    care_client.status = "archived"
    care_client.save()
    assert write_asked(message, unseal_secrets(message.sealed_secrets)) is None
    assert not ask_for_coverage(care_client)


@pytest.mark.parametrize("answer", ["holds", "changed"])
def test_a_copied_plan_is_a_question_to_the_client(line, trainer, answer):
    copy = copy_to_next_year(line.plan, by=trainer, on=timezone.localdate())
    assert copy == copy_to_next_year(line.plan, by=trainer, on=timezone.localdate())
    message = Message.objects.get(kind=STILL_HOLDS)
    secrets = unseal_secrets(message.sealed_secrets)
    letter = write_still_holds(message, secrets)
    page = letter.actions[0][1]
    assert "Does it still hold?" in Browser().get(page).content.decode()
    assert CoveragePlan.objects.get(pk=copy.pk).awaits_client, "a look answers nothing"
    if answer == "holds":
        Browser().post(reverse("benefits:link_confirm_copy", args=[secrets["token"], copy.pk]))
    else:
        changed = {**PLAN, "insurer": "Other Life", "covered_from": str(copy.covered_from), "position": copy.position}
        Browser().post(reverse("benefits:link_change_plan", args=[secrets["token"], copy.pk]), changed)
    copy.refresh_from_db()
    assert not copy.awaits_client
    assert (copy.insurer == "Other Life") == (answer == "changed")
    assert "Does it still hold?" not in Browser().get(page).content.decode()
    assert write_still_holds(message, secrets) is None


def test_a_link_opens_nothing_of_anybody_else(line):
    theirs = BenefitLineFactory(plan=CoveragePlanFactory())
    token = issue_client_link(line.plan.client, "benefits")
    for route, key in {"change_plan": theirs.plan_id, "change_line": theirs.pk, "add_claim": theirs.pk}.items():
        assert Browser().get(reverse(f"benefits:link_{route}", args=[token, key])).status_code == 404
