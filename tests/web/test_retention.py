"""With the clock moved on, nothing is left of what has a limit."""

from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress, EmailConfirmation
from allauth.usersessions.models import UserSession
from django.apps import apps
from django.contrib.admin.models import ADDITION, LogEntry
from django.contrib.sessions.models import Session
from django.utils import timezone

import clients.imports
import practitioners.imports
from accounts.mailbox_counts import count_mail
from accounts.models import ChangeRequest, SecondStepTries, SignInCode
from clients.access_log import Actor
from clients.models import Client, PrivacyRequest
from clients.retention import note_when_archived
from consent.models import ViewerCode
from outbox.enqueue import enqueue
from outbox.models import Message, Nudge
from practitioners.joining_records import JoinCode, TrainerApplication
from practitioners.network_records import PractitionerImport
from practitioners.referral_days import ReferralDay
from referrals.models import SenderCode
from sessions_log.deleting import delete_session, forget_deleted
from sessions_log.log_import import drop_old as drop_old_log_imports
from sessions_log.offline.receive import delete_old_processed_operations
from tests.access.record import Record
from tests.clients.test_erasure import everything_of
from tests.factories.accounts import TrainerFactory
from tests.factories.clients import ClientFactory
from tests.factories.practitioners import AnnouncementFactory, PractitionerFactory, TrainerApplicationFactory
from tests.factories.sessions_log import TrainingSessionFactory
from tests.web.test_privacy_table import ROWS, named
from web.keys import uuid7
from web.models import PracticeSettings
from web.practice import FIELDS, environment, keep_until_told, save_practice
from web.retention import RetentionRule, delete_over_age, retention_rules
from workspace.archiving import archive, restore

WITHOUT_A_LIMIT = {
    label
    for row in ROWS
    if row[3] == "none" or row[3].startswith(("until", "with the practitioner's")) or row[0] == "accounts"
    for label in named(row[1])
}


def leftovers(record: Record) -> None:
    """A row of each table with a limit that `everything_of` does not make."""
    now, trainer = timezone.now(), record.trainer
    for model in (SignInCode, ViewerCode, JoinCode, SenderCode):
        of = {"practitioner": record.practitioner} if model is ViewerCode else {}
        model.objects.create(code_hash="x", browser_hash="y", expires_at=now, **of)
    count_mail("somebody@home.example", is_known=False)
    Session.objects.create(session_key="k", session_data="", expire_date=now)
    UserSession.objects.create(user=trainer, ip="192.0.2.1", session_key="k", user_agent="", data={})
    address = EmailAddress.objects.create(user=trainer, email="second@clinic.example")
    EmailConfirmation.objects.create(email_address=address, key="k")
    SecondStepTries.objects.create(user=trainer)
    ChangeRequest.objects.get_or_create(user=TrainerFactory(), by=trainer, what="lift")
    LogEntry.objects.create(user=trainer, object_repr="a flag", action_flag=ADDITION)
    enqueue("clients.welcome", to="somebody@home.example", dedupe_key="k")
    Message.objects.update(
        state="not-wanted", sealed_secrets="", claimed_by=None, claimed_until=None, sent_at=None, gave_up_at=None
    )
    Nudge.objects.create(
        kind="clients.confirm", subject_id=uuid7(), audience="client", recipient_id=uuid7(), stopped_at=now
    )
    PrivacyRequest.objects.create(client_id=record.client.pk, kind="copy", outcome="done", answered_at=now)
    AnnouncementFactory()
    TrainerApplicationFactory(state="declined", decided_at=now)
    TrainerApplication.objects.filter(decided_at=None).delete()
    physio = PractitionerFactory()
    ReferralDay.objects.create(practitioner=physio, discipline=physio.discipline, day=now.date(), requested=1)
    session = TrainingSessionFactory(client=ClientFactory(lead_trainer=trainer))
    delete_session(session, by=trainer)
    apps.get_model("sessions_log.ProcessedOperation").objects.create(
        trainer=trainer, key=uuid7(), digest="d", status=200
    )
    incident = apps.get_model("network_admin.Incident").objects.create(
        happened_on=now.date(),
        known_on=now.date(),
        closed_on=now.date(),
        what="A laptop was lost",
        kinds_of_data="names",
    )
    incident.changes.create()


def sweep_all(now) -> None:
    """All that deletes, as the sweeps call it."""
    clients.imports.drop_old(now=now)
    practitioners.imports.drop_old(now=now)
    forget_deleted(now=now)
    drop_old_log_imports(now=now)
    delete_old_processed_operations(now=now)
    note_when_archived(now=now)
    delete_over_age(now=now)


@pytest.mark.django_db
def test_nothing_over_age_is_left_of_any_class():
    record = Record()
    everything_of(record)
    leftovers(record)
    apps.get_model("network_admin.Incident").objects.update(closed_on=timezone.localdate())
    PractitionerImport.objects.filter(state="open").update(created_at=timezone.now())
    PrivacyRequest.objects.open().update(outcome="withdrawn", answered_at=timezone.now())  # else their records wait
    for client in Client.objects.all():
        archive(client, actor=Actor.system())
    limited = [model for model in apps.get_models() if named_with_limit(model) and model._base_manager.exists()]
    assert len(limited) >= 60, "most tables with a limit have a row"
    sweep_all(timezone.now() + timedelta(days=60 * 365))
    left = {model._meta.label: model._base_manager.count() for model in limited if model._base_manager.exists()}
    assert left == {}


def named_with_limit(model) -> bool:
    return model._meta.label not in WITHOUT_A_LIMIT and not model._meta.label.startswith("demo.")


@pytest.mark.django_db
def test_what_is_within_its_limit_stays():
    record = Record()
    everything_of(record)
    leftovers(record)
    before = Client.objects.count()
    archive(record.client, actor=Actor.system())
    delete_over_age(now=timezone.now())
    assert Client.objects.count() == before
    assert Message.objects.exists()
    assert Nudge.objects.exists()
    assert PrivacyRequest.objects.exists()


@pytest.mark.django_db
def test_the_practice_sets_for_how_long_a_record_is_kept(care_client):
    archived_at = timezone.now()
    archive(care_client, actor=Actor.system(), now=archived_at)
    keep_until_told(environment().__class__(**(environment().__dict__ | {"years_kept": 2})))
    delete_over_age(now=archived_at + timedelta(days=729))
    assert Client.objects.filter(pk=care_client.pk).exists()
    delete_over_age(now=archived_at + timedelta(days=732))
    assert not Client.objects.filter(pk=care_client.pk).exists()


@pytest.mark.django_db
@pytest.mark.parametrize(("days_ago", "is_kept"), [(13, True), (15, False)])
def test_a_lower_number_of_years_counts_after_fourteen_days(care_client, admin_user, days_ago, is_kept):
    archive(care_client, actor=Actor.system(), now=timezone.now() - timedelta(days=2 * 365))
    values = {name: getattr(environment(), name) for name in FIELDS} | {"record_years": 1, "postal_address": "1 Street"}
    save_practice(values, logo="", based_on=0, by=admin_user)
    PracticeSettings.objects.update(at=timezone.now() - timedelta(days=days_ago))
    keep_until_told(None)
    delete_over_age(now=timezone.now())
    assert Client.objects.filter(pk=care_client.pk).exists() is is_kept


@pytest.mark.django_db
def test_a_client_who_was_restored_is_kept(care_client):
    archive(care_client, actor=Actor.system(), now=timezone.now() - timedelta(days=20 * 365))
    restore(care_client)
    delete_over_age(now=timezone.now())
    assert Client.objects.filter(pk=care_client.pk).exists()


@pytest.mark.django_db
def test_who_was_archived_before_that_was_noted_is_counted_from_the_next_night(care_client):
    now = timezone.now()
    Client.objects.filter(pk=care_client.pk).update(status="archived", archived_at=None)
    delete_over_age(now=now)
    assert note_when_archived(now=now) == 1
    care_client.refresh_from_db()
    assert care_client.archived_at == now


@pytest.mark.django_db
def test_a_night_on_which_nothing_is_due_asks_one_query_a_rule(django_assert_num_queries):
    with django_assert_num_queries(len(retention_rules())):
        delete_over_age(now=timezone.now())


@pytest.mark.django_db
def test_more_than_a_batch_goes_in_one_night():
    Session.objects.bulk_create(
        Session(session_key=str(number), session_data="", expire_date=timezone.now()) for number in range(1201)
    )
    assert delete_over_age(now=timezone.now() + timedelta(days=1))["sessions"] == 1201


@pytest.mark.django_db
def test_a_rule_that_fails_keeps_no_other_back(monkeypatch):
    def fails(now):
        raise RuntimeError("no such table")

    broken = RetentionRule("a-broken-one", timedelta(0), fails)
    monkeypatch.setattr("web.retention._rules", {rule.name: rule for rule in [broken, *retention_rules()]})
    Session.objects.create(session_key="k", session_data="", expire_date=timezone.now() - timedelta(days=1))
    with pytest.raises(RuntimeError):
        delete_over_age(now=timezone.now())
    assert not Session.objects.exists()


@pytest.mark.django_db
def test_a_rule_whose_rows_do_not_go_ends(monkeypatch):
    Session.objects.create(session_key="k", session_data="", expire_date=timezone.now())
    stuck = RetentionRule("stuck", timedelta(0), lambda now: Session.objects.all(), lambda rows, now: 0)
    monkeypatch.setattr("web.retention._rules", {"stuck": stuck})
    assert delete_over_age(now=timezone.now()) == {"stuck": 0}


@pytest.mark.django_db
def test_a_batch_that_fails_keeps_no_later_one_back(monkeypatch):
    Session.objects.bulk_create(
        Session(session_key=key, session_data="", expire_date=timezone.now()) for key in ("a", "b", "c")
    )

    def delete(rows, now):
        if rows.filter(session_key="a").exists():
            raise RuntimeError("poisoned")
        return rows.delete()[0]

    rule = RetentionRule("one-by-one", timedelta(0), lambda now: Session.objects.all(), delete, batch=1)
    monkeypatch.setattr("web.retention._rules", {rule.name: rule})
    with pytest.raises(RuntimeError, match="poisoned"):
        delete_over_age(now=timezone.now())
    assert [row.pk for row in Session.objects.all()] == ["a"]
