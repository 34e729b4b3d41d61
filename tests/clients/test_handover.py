"""A client goes to another lead trainer: both agree, the client last, and nobody is left without one."""

import re

import pytest
from django.core import mail
from django.db import IntegrityError, transaction
from django.test import Client as Browser
from django.urls import reverse

from accounts.models import AccountEvent
from clients.links import issue_client_link
from clients.models import LEAD, Client, ClientLink, Transfer
from outbox.delivery import deliver_due
from tests.access.world import BACKEND
from tests.accounts.signing_in import PASSWORD
from tests.factories.accounts import AdminFactory, TrainerFactory
from tests.factories.clients import ClientFactory

State = Transfer.State


def browser_of(user, *, proven: bool = True) -> Browser:
    browser = Browser()
    browser.force_login(user, backend=BACKEND)
    if proven:
        browser.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    return browser


@pytest.fixture
def marc(db):
    return TrainerFactory(name="Marc Tremblay")


@pytest.fixture
def transfer(trainer, care_client, marc) -> Transfer:
    answers = {"trainer": marc.pk}
    response = browser_of(trainer).post(reverse("clients:ask_handover", args=[care_client.pk]), answers)
    assert response.status_code == 302
    return Transfer.objects.get()


def clients_link(client: Client) -> str:
    deliver_due()
    [letter] = [letter for letter in mail.outbox if letter.to == [client.email] and "your trainer" in letter.subject]
    return re.search(r"http://[^/\s]+(/l/transfer/\S+)", letter.body)[1]


def sees(user, client) -> bool:
    return Client.objects.visible_to(user).filter(pk=client.pk).exists()


def test_the_whole_way(trainer, care_client, marc, transfer):
    marcs = browser_of(marc)
    question = reverse("clients:handover_question", args=[transfer.pk])
    page = marcs.get(question).content.decode()
    assert trainer.name in page
    assert care_client.name not in page, "nothing of the client before they have agreed"
    assert not sees(marc, care_client)
    marcs.post(reverse("clients:accept_handover", args=[transfer.pk]))
    assert not sees(marc, care_client)

    link = clients_link(care_client)
    client = Browser()
    assert marc.name in client.get(link).content.decode()
    transfer.refresh_from_db()
    assert transfer.state == State.ACCEPTED, "looking changes nothing"
    assert sees(trainer, care_client)
    assert marc.name in client.post(link, {"answer": "yes"}).content.decode()

    care_client.refresh_from_db()
    assert care_client.lead_trainer == marc
    assert sees(marc, care_client)
    assert Client.objects.visible_to(marc, permission=LEAD).filter(pk=care_client.pk).exists()
    assert not sees(trainer, care_client)
    overview = reverse("workspace:overview", args=[care_client.pk])
    assert browser_of(trainer, proven=False).get(overview).status_code == 404
    assert marcs.get(overview).status_code == 200
    client.post(link, {"answer": "no"})
    care_client.refresh_from_db()
    assert care_client.lead_trainer == marc, "answered is answered"


def test_without_a_fresh_proof_nothing_is_asked_and_afterwards_it_goes_on(trainer, care_client, marc):
    browser = browser_of(trainer, proven=False)
    address = reverse("clients:ask_handover", args=[care_client.pk])
    prove = browser.post(address, {"trainer": marc.pk})
    assert prove.url.startswith(reverse("account_reauthenticate"))
    assert not Transfer.objects.exists()
    browser.post(prove.url, {"password": PASSWORD, "next": address})
    assert Transfer.objects.get().to_trainer == marc


def test_the_client_says_no(trainer, care_client, marc, transfer):
    browser_of(marc).post(reverse("clients:accept_handover", args=[transfer.pk]))
    Browser().post(clients_link(care_client), {"answer": "no"})
    transfer.refresh_from_db()
    assert transfer.state == State.REFUSED
    assert sees(trainer, care_client)
    assert not sees(marc, care_client)


def test_the_other_trainer_says_no(trainer, care_client, marc, transfer):
    browser_of(marc).post(reverse("clients:decline_handover", args=[transfer.pk]))
    transfer.refresh_from_db()
    assert transfer.state == State.DECLINED
    deliver_due()
    assert not [letter for letter in mail.outbox if letter.to == [care_client.email]], "the client is not bothered"
    assert [letter.to for letter in mail.outbox if "handover was answered" in letter.subject] == [[trainer.email]]


def test_it_is_taken_back(trainer, care_client, marc, transfer):
    browser_of(marc).post(reverse("clients:accept_handover", args=[transfer.pk]))
    link = clients_link(care_client)
    browser_of(trainer).post(reverse("clients:cancel_handover", args=[care_client.pk, transfer.pk]))
    assert Browser().post(link, {"answer": "yes"}).status_code == 404
    care_client.refresh_from_db()
    assert care_client.lead_trainer == trainer


def test_nobody_else_answers_for_the_one_who_is_asked(care_client, transfer):
    for stranger in (TrainerFactory(), AdminFactory(), transfer.from_trainer):
        for verb in ("accept", "decline"):
            address = reverse(f"clients:{verb}_handover", args=[transfer.pk])
            assert browser_of(stranger).post(address).status_code == 404
    transfer.refresh_from_db()
    assert transfer.state == State.ASKED


def test_in_another_hat_nobody_answers(transfer):
    transfer.to_trainer.is_network_admin = True
    transfer.to_trainer.save()
    browser = browser_of(transfer.to_trainer)
    browser.post(reverse("accounts:switch_role"), {"role": "admin"})
    assert browser.get(reverse("clients:handover_question", args=[transfer.pk])).status_code == 403
    for verb in ("accept", "decline"):
        assert browser.post(reverse(f"clients:{verb}_handover", args=[transfer.pk])).status_code == 403
    transfer.refresh_from_db()
    assert transfer.state == State.ASKED


def test_a_link_answers_about_its_own_client_alone(transfer):
    """Even a link that names another client's handover: it is not found."""
    other = ClientFactory()
    token = issue_client_link(other, ClientLink.Purpose.TRANSFER, subject_id=transfer.pk)
    assert Browser().get(reverse("clients:answer_handover", args=[token])).status_code == 404
    assert Browser().post(reverse("clients:answer_handover", args=[token]), {"answer": "yes"}).status_code == 404


def test_one_question_at_a_time(trainer, care_client, transfer):
    other = TrainerFactory()
    browser_of(trainer).post(reverse("clients:ask_handover", args=[care_client.pk]), {"trainer": other.pk})
    assert Transfer.objects.count() == 1
    with pytest.raises(IntegrityError), transaction.atomic():
        Transfer.objects.create(client=care_client, from_trainer=trainer, to_trainer=other, reason="handover")


# --- a trainer leaves, or is disabled -----------------------------------------------------


def close(admin, trainer, **answers):
    return browser_of(admin).post(
        reverse("network_admin:close_person", args=[trainer.pk]), {"reason": "Left the practice"} | answers
    )


def test_when_an_account_is_closed_the_successor_is_asked_and_the_rest_too(admin_user, trainer, care_client, marc):
    care_client.successor = marc
    care_client.save()
    other, third = ClientFactory(lead_trainer=trainer), TrainerFactory()
    page = close(admin_user, trainer)
    assert page.status_code == 422, "somebody has to be named for the other client"
    trainer.refresh_from_db()
    assert trainer.is_active

    assert close(admin_user, trainer, otherwise=third.pk).status_code == 302
    trainer.refresh_from_db()
    assert not trainer.is_active
    successors = {transfer.client_id: transfer.to_trainer for transfer in Transfer.objects.open()}
    assert successors == {care_client.pk: marc, other.pk: third}
    assert AccountEvent.objects.get().what == "closed"
    for client in (care_client, other):
        assert not sees(trainer, client)
        page = browser_of(admin_user).get(reverse("network_admin:person", args=[trainer.pk])).content.decode()
        assert client.name not in page, "an admin sees no client"


def test_who_is_out_is_out_on_the_next_request(admin_user, trainer, care_client, marc):
    hers = browser_of(trainer)
    overview = reverse("workspace:overview", args=[care_client.pk])
    assert hers.get(overview).status_code == 200
    close(admin_user, trainer, otherwise=marc.pk)
    assert hers.get(overview).url.startswith(reverse("account_login"))


def test_when_the_successor_says_no_somebody_else_can_be_asked(admin_user, trainer, care_client, marc):
    close(admin_user, trainer, otherwise=marc.pk)
    browser_of(marc).post(reverse("clients:decline_handover", args=[Transfer.objects.get().pk]))
    page = browser_of(admin_user).get(reverse("network_admin:person", args=[trainer.pk])).content.decode()
    assert "For 1 of them" not in page
    third = TrainerFactory()
    address = reverse("network_admin:ask_for_clients", args=[trainer.pk])
    assert browser_of(admin_user).post(address, {"otherwise": third.pk}).status_code == 302
    assert Transfer.objects.open().get().to_trainer == third
    browser_of(third).post(reverse("clients:accept_handover", args=[Transfer.objects.open().get().pk]))
    Browser().post(clients_link(care_client), {"answer": "yes"})
    assert sees(third, care_client)


def test_a_trainer_who_leaves_hands_over_everybody(trainer, care_client, marc):
    browser = browser_of(trainer)
    assert browser.post(reverse("clients:leave"), {}).status_code == 422
    assert browser.post(reverse("clients:leave"), {"otherwise": marc.pk}).status_code == 302
    assert Transfer.objects.open().get().to_trainer == marc
    assert sees(trainer, care_client), "until the client has agreed"


def test_leaving_asks_for_a_fresh_proof(trainer, care_client, marc):
    response = browser_of(trainer, proven=False).post(reverse("clients:leave"), {"otherwise": marc.pk})
    assert response.url.startswith(reverse("account_reauthenticate"))
    assert not Transfer.objects.exists()


def test_another_clients_handover_is_not_on_the_page(trainer, care_client, transfer):
    other = ClientFactory(lead_trainer=trainer)
    page = browser_of(trainer).get(reverse("clients:who", args=[other.pk])).content.decode()
    assert "has not answered yet" not in page
    own = browser_of(trainer).get(reverse("clients:who", args=[care_client.pk])).content.decode()
    assert "has not answered yet" in own


def test_who_is_disabled_can_not_be_asked(admin_user, trainer, care_client, marc):
    close(admin_user, marc)
    answers = {"trainer": marc.pk}
    address = reverse("clients:ask_handover", args=[care_client.pk])
    assert browser_of(trainer).post(address, answers).status_code == 422


@pytest.mark.parametrize("accepted", [False, True])
def test_nobody_is_handed_to_an_account_that_was_closed_meanwhile(admin_user, trainer, care_client, transfer, accepted):
    if accepted:
        browser_of(transfer.to_trainer).post(reverse("clients:accept_handover", args=[transfer.pk]))
        link = clients_link(care_client)
    close(admin_user, transfer.to_trainer)
    assert not Transfer.objects.open().exists()
    if accepted:
        assert Browser().post(link, {"answer": "yes"}).status_code == 404
    care_client.refresh_from_db()
    assert care_client.lead_trainer == trainer


def test_an_account_is_opened_again(admin_user, marc):
    close(admin_user, marc)
    address = reverse("network_admin:open_person", args=[marc.pk])
    assert browser_of(admin_user).post(address, {"reason": "Back from leave"}).status_code == 302
    marc.refresh_from_db()
    assert marc.is_active


def test_an_admin_does_not_close_their_own_account(admin_user):
    assert close(admin_user, admin_user).status_code == 422
    admin_user.refresh_from_db()
    assert admin_user.is_active
