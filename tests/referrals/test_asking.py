"""A trainer refers: finds somebody, writes, checks, and has the client asked for just that."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from clients.models import ClientLink
from consent import answering
from consent.models import ConsentGrant
from outbox.models import Message
from outbox.sealing import unseal_secrets
from practitioners.models import Practitioner
from referrals import attempts
from referrals.attempts import ConsentTerms
from referrals.models import Attempt, Referral
from referrals.preview import would_be
from tests.factories.accounts import TrainerFactory
from tests.factories.careplan import CareTeamMemberFactory, GoalFactory
from tests.factories.clients import ClientFactory
from tests.factories.consent import ConsentGrantFactory
from tests.factories.practitioners import MassageTherapistFactory, PractitionerFactory
from tests.factories.referrals import AttemptFactory
from tests.pages import as_read
from web.keys import uuid7
from web.zones import today_in


def shown(response):
    return as_read(response.content.decode())


def address(name, client, practitioner=None, **query):
    args = [client.pk, practitioner.pk] if practitioner else [client.pk]
    return reverse(name, args=args, query=query or None)


def typed(**changes):
    given = {
        "key": str(uuid7()),
        "reason": "Tight calves",
        "question": "What should I spare?",
        "urgency": "routine",
        "red_flag": "",
        "scopes": ["goals"],
        "last_day": "",
        "note": "So that Kenji knows what we do.",
    }
    return given | changes


@pytest.fixture
def form(care_client):
    return typed(last_day=f"{today_in(care_client.time_zone, timezone.now()) + timedelta(days=30)}")


def test_the_page_offers_who_fits_and_never_the_whole_network(trainer_browser, care_client):
    PractitionerFactory.create_batch(12)
    page = shown(trainer_browser.get(address("referrals:new", care_client)))
    assert page.count("Physiotherapist, Clinic") == 10
    assert "There are more" in page


def test_a_goal_is_carried_into_the_words(trainer_browser, care_client):
    masseur, goal = MassageTherapistFactory(), GoalFactory(client=care_client, text="Run 5 km again")
    chosen = trainer_browser.get(address("referrals:new", care_client, goal=goal.pk))
    assert f"?goal={goal.pk}" in chosen.content.decode()
    page = trainer_browser.get(address("referrals:write", care_client, masseur, goal=goal.pk))
    assert page.context["form"]["reason"].value() == "Run 5 km again"


def test_the_trainer_checks_then_sends_once(trainer_browser, care_client, form):
    masseur = MassageTherapistFactory()
    write = address("referrals:write", care_client, masseur)
    checked = trainer_browser.post(write, form | {"check": "1"})
    assert "Check before you send" in checked.content.decode()
    assert not Referral.objects.exists()
    for _ in range(2):
        assert trainer_browser.post(write, form | {"send": "1"}).status_code == 302
    assert Referral.objects.count() == Attempt.objects.count() == 1
    grant = ConsentGrant.objects.get()
    assert {row.scope for row in grant.scopes.all()} == {"referral", "goals"}
    assert grant.note_to_client == form["note"]
    assert not Message.objects.filter(to=masseur.email).exists()


def test_the_client_reads_the_very_words_and_not_an_example(trainer_browser, client, care_client, form):
    trainer_browser.post(address("referrals:write", care_client, MassageTherapistFactory()), form | {"send": "1"})
    mail = Message.objects.get(to=care_client.email)
    token = unseal_secrets(mail.sealed_secrets)["token"]
    page = shown(client.get(reverse("consent:answer_consent", args=[token])))
    assert "Tight calves" in page
    assert "What should I spare?" in page
    assert "For example: “Tight calves" not in page
    grant = ConsentGrant.objects.get()
    answering.agree(grant, link=ClientLink.objects.get(purpose="consent"), scopes=["referral"])
    grant.refresh_from_db()
    assert "Tight calves" in grant.wording


def test_asked_here_no_mail_goes_out_and_the_device_is_handed_over(trainer_browser, care_client, form):
    masseur = MassageTherapistFactory()
    answer = trainer_browser.post(address("referrals:write", care_client, masseur), form | {"here": "1"}, follow=True)
    assert f"Hand the device to {care_client.first_name}" in shown(answer)
    assert not Message.objects.filter(to=care_client.email).exists()
    grant = ConsentGrant.objects.get()
    link = trainer_browser.get(reverse("referrals:of_consent", args=[care_client.pk, grant.pk]))
    assert link.url == reverse("referrals:detail", args=[care_client.pk, Attempt.objects.get().pk])


@pytest.mark.parametrize("state", ["pending", "suspended", "full"])
def test_only_verified_practitioners_who_take_clients_are_written_to(trainer_browser, care_client, form, state):
    masseur = MassageTherapistFactory()
    if state == "full":
        masseur.takes_new_clients = False
    else:
        masseur.verification = state
    masseur.save()
    assert trainer_browser.post(address("referrals:write", care_client, masseur), form).status_code == 404
    assert not Referral.objects.exists()


def test_the_clients_own_practitioner_may_be_written_to_unverified(trainer_browser, care_client, form):
    own = MassageTherapistFactory(verification=Practitioner.Verification.PENDING, verified_on=None)
    CareTeamMemberFactory(client=care_client, practitioner=own)
    write = address("referrals:write", care_client, own)
    assert "Nobody has looked their licence up yet" in shown(trainer_browser.get(write))
    assert trainer_browser.post(write, form | {"send": "1"}).status_code == 302


def test_a_no_less_than_a_month_old_is_respected_in_words(trainer_browser, care_client, form):
    masseur = MassageTherapistFactory()
    first = attempts.refer(care_client, masseur, attempts.Need("Tight calves"), requester=care_client.lead_trainer)
    answering.decline(first.grant, link=ClientLink.objects.get(purpose="consent"))
    write = address("referrals:write", care_client, masseur)
    answer = trainer_browser.post(write, form | {"send": "1"})
    assert answer.status_code == 422
    assert "less than 30 days ago" in answer.content.decode()
    assert Referral.objects.count() == 1
    assert trainer_browser.post(write, form | {"send": "1", "client_wants": "on"}).status_code == 302


def test_what_is_missing_is_said_and_nothing_typed_is_lost(trainer_browser, care_client, form):
    write = address("referrals:write", care_client, MassageTherapistFactory())
    answer = trainer_browser.post(write, form | {"reason": "", "last_day": "9999-01-01", "send": "1"})
    assert answer.status_code == 422
    assert form["note"] in answer.content.decode()
    assert set(answer.context["form"].errors) == {"reason", "last_day"}
    assert not ConsentGrant.objects.exists()


def test_a_like_referral_under_way_is_pointed_out(trainer_browser, care_client, form):
    open_one = AttemptFactory(referral__client=care_client)
    checked = trainer_browser.post(
        address("referrals:write", care_client, MassageTherapistFactory()), form | {"check": "1"}
    )
    assert f"under way: to {open_one.practitioner.name}" in shown(checked)


def test_the_same_practitioner_twice_leads_to_what_is_under_way(trainer_browser, care_client, form):
    """From the list to the open one; about another need it is said before it is sent, about the same one it is that one."""
    open_one = AttemptFactory(referral__client=care_client)
    detail = address("referrals:detail", care_client, open_one)
    page = trainer_browser.get(address("referrals:new", care_client)).content.decode()
    assert detail in page
    assert address("referrals:write", care_client, open_one.practitioner) not in page
    checked = trainer_browser.post(
        address("referrals:write", care_client, open_one.practitioner), form | {"check": "1"}
    ).content.decode()
    assert detail in checked
    again = attempts.ask(open_one.referral, open_one.practitioner, by=open_one.referral.requester)
    assert (again.pk, Attempt.objects.count()) == (open_one.pk, 1)


def test_somebody_else_is_asked_about_the_same_need(trainer_browser, care_client, form):
    declined = AttemptFactory(referral__client=care_client, status="rejected")
    query = {"referral": declined.referral_id}
    page = trainer_browser.get(address("referrals:new", care_client, **query))
    assert "has been asked already" in shown(page)
    other = MassageTherapistFactory()
    changed = form | {"reason": "Something else", "send": "1"}
    assert trainer_browser.post(address("referrals:write", care_client, other, **query), changed).status_code == 302
    again = declined.referral.attempts.get(practitioner=other)
    assert again.status == "draft"
    assert again.referral.reason == declined.referral.reason
    assert again.grant != declined.grant
    assert again.grant.referral_words.startswith(declined.referral.reason)


def test_of_another_client_nothing_is_carried(trainer_browser, trainer, care_client):
    other = ClientFactory(lead_trainer=trainer)
    goal, attempt = GoalFactory(client=other, text="Of somebody else"), AttemptFactory(referral__client=other)
    for query in ({"goal": goal.pk}, {"referral": attempt.referral_id}, {"goal": "no key"}):
        page = trainer_browser.get(address("referrals:write", care_client, MassageTherapistFactory(), **query))
        assert not page.context["form"]["reason"].value()


def test_the_preview_is_the_page_they_would_open_and_leaves_nothing(trainer_browser, care_client, form):
    masseur = MassageTherapistFactory()
    preview = reverse("practitioner_portal:preview_referral", args=[care_client.pk, masseur.pk])
    page = shown(trainer_browser.post(preview, form))
    assert "Nothing is shared yet" in page
    assert "Tight calves" in page
    assert care_client.name in page
    assert care_client.email not in page, "how to reach the client is not ticked"
    assert care_client.email in shown(trainer_browser.post(preview, form | {"scopes": ["contact"]}))
    assert not Referral.objects.exists()
    assert not ConsentGrant.objects.exists()
    assert trainer_browser.post(preview, form | {"reason": ""}).status_code == 422


def test_the_preview_ends_with_the_day_where_the_client_lives(care_client, trainer):
    last_day = date(2027, 3, 1)
    need = attempts.Need("Tight calves")
    with would_be(
        care_client, MassageTherapistFactory(), by=trainer, need=need, terms=ConsentTerms(last_day=last_day)
    ) as attempt:
        assert attempt.grant.last_day == last_day
        assert attempt.grant.ends_at == datetime(2027, 3, 2, 5, tzinfo=UTC)  # midnight in Toronto


def test_nobody_previews_anothers_client(trainer_browser, form):
    other = ClientFactory(lead_trainer=TrainerFactory())
    preview = reverse("practitioner_portal:preview_referral", args=[other.pk, MassageTherapistFactory().pk])
    assert trainer_browser.post(preview, form).status_code == 404


def test_a_date_settled_on_the_phone_is_written_down_in_the_room(trainer_browser, care_client):
    attempt = AttemptFactory(
        referral__client=care_client,
        grant=ConsentGrantFactory(client=care_client, purpose="referral"),
    )
    book = reverse("referrals:book", args=[care_client.pk, attempt.pk])
    given = {"how": "booked", "day": "", "time": "10:00", "place": "Clinic", "phone": "416 555 0100"}
    assert trainer_browser.post(book, given).status_code == 422
    assert trainer_browser.post(book, given | {"day": "2001-01-01"}).status_code == 422
    day = timezone.localdate() + timedelta(days=5)
    assert trainer_browser.post(book, given | {"day": f"{day}"}).status_code == 302
    attempt.refresh_from_db()
    assert (attempt.business_status, attempt.appointment_day) == ("booked", day)
    assert Message.objects.filter(to=care_client.email).exists()
