"""Everything that is written to a client, owed to those who read French."""

from datetime import datetime, timedelta

from django.test import Client as Browser
from django.urls import reverse
from django.utils import timezone

from benefits.asking import ask_for_coverage
from benefits.coverage import copy_to_next_year
from benefits.reminders import remind_of_lapsing
from careplan.after_visits import ask_after_visits
from careplan.own_intake import send_questions
from clients import handover
from clients.access_log import Actor
from clients.addresses import change_client
from clients.corrections import answer_correction
from clients.emergency import break_glass
from clients.lifecycle import send_welcome
from clients.links import issue_client_link
from clients.models import Client
from clients.privacy_requests import erase_on_request, refuse
from consent.addresses import ask_about_address
from consent.after_referral import choose_care
from consent.ending import end_sharing, reduce_scopes
from consent.grants import ConsentRequest, ask_for_consent, give
from consent.models import ConsentGrant, Purpose
from consent.renewals import send_renewal_requests
from homework.asking import ask_for_homework
from homework.follow_up import follow_up
from homework.models import FollowUp
from measures.asking import ask_for_measures
from outbox.models import Nudge
from outbox.nudge_sweep import send_due_nudges
from practitioners.changes import save_practitioner
from referrals import answers
from referrals.booking import Booking
from referrals.incoming import Suggestion, suggest
from referrals.incoming_moves import accept
from referrals.models import BusinessStatus
from referrals.nudges import follow
from referrals.visit_reminders import remind_of_visits
from tests.access.record import Record
from tests.factories.accounts import AdminFactory
from tests.factories.benefits import BenefitLineFactory, CoveragePlanFactory
from tests.factories.careplan import CareTeamMemberFactory, PrescriptionFactory, VisitFactory
from tests.factories.clients import ClientFactory, PrivacyRequestFactory
from tests.factories.consent import ConsentGrantFactory, RecordRequestFactory
from tests.factories.outbox import SentMailFactory
from tests.factories.practitioners import MassageTherapistFactory
from tests.factories.referrals import AttemptFactory, BookedAttemptFactory
from tests.factories.sessions_log import ReadingScheduleFactory
from tests.referrals.lives import tell_client_of_every_turn
from web.keys import uuid7


def owe_every_mail(record: Record) -> datetime:
    """Whatever is written to a client, owed to those who read French; gives a moment at which all of it is due."""
    client = record.client
    asking = timezone.now().astimezone(client.zone).replace(hour=21, minute=0)
    fresh = ClientFactory(language="fr", lead_trainer=record.trainer, confirmed_at=None)
    send_welcome(fresh)
    moved = ClientFactory(language="fr", lead_trainer=record.trainer)
    moved.email = "elsewhere@home.example"
    change_client(moved)
    send_questions(client, key=uuid7())
    handover.accept(record.transfer)
    break_glass(client, AdminFactory(), reason="They asked by phone")
    for grant in (record.asked_grant, RecordRequestFactory(client=client, given_at=None)):
        give(grant, scopes=[row.scope for row in grant.scopes.all()], how=ConsentGrant.HowGiven.MAIL)
    for question in ("", "What should I spare?"):
        ask_for_consent(
            client,
            ConsentRequest(
                practitioner=MassageTherapistFactory(),
                purpose=Purpose.CARE,
                scopes=["told-answer"] if question else ["goals"],
                question=question,
                trainer=record.trainer,
            ),
        )
    ConsentGrantFactory(client=client, ends_at=timezone.now() + timedelta(days=5))
    send_renewal_requests()
    for factory in (ConsentGrantFactory, RecordRequestFactory):
        for by in ConsentGrant.EndedBy:
            end_sharing(factory(client=client), by=by, actor=Actor.system())
    reduce_scopes(ConsentGrantFactory(client=client), keep=["goals"])
    reduce_scopes(RecordRequestFactory(client=client), keep=["told-answer"])
    tell_client_of_every_turn(client)
    for keeps in (True, False):
        attempt = AttemptFactory(referral__client=client, status="accepted")
        choose_care(attempt.grant, keeps=keeps)
        answers.complete(attempt, by="Kenji Mori", attended=True, summary="Seen twice")
        answers.acknowledge(attempt)
    suggest(
        Suggestion(first_name="Nora", email="nora@home.example", language="fr", reason="return"),
        practitioner=MassageTherapistFactory(),
        trainer=record.trainer,
    )
    suggest(
        Suggestion(first_name="Mia", email="mia@home.example", language="fr", reason="return"),
        practitioner=MassageTherapistFactory(),
        trainer=record.trainer,
        now=timezone.now() - timedelta(days=9),
    )
    accept(record.incoming, by=record.trainer, booking=Booking(BusinessStatus.WE_CALL))
    masseur = MassageTherapistFactory()
    CareTeamMemberFactory(client=client, practitioner=masseur)
    new_year = timezone.localdate() + timedelta(days=12)
    plan = CoveragePlanFactory(client=client, year_starts_month=new_year.month, year_starts_day=min(new_year.day, 28))
    BenefitLineFactory(plan=plan, annual_maximum=500, visit_maximum=80, disciplines=[masseur.discipline])
    remind_of_lapsing(asking.replace(hour=12))
    ask_for_coverage(client)
    copy_to_next_year(plan, by=record.trainer, on=timezone.localdate())
    owe_mails_of_homework(record, asking)
    ReadingScheduleFactory(client=client, measure="psfs", starts_on=asking.date() - timedelta(days=1))
    ask_for_measures(asking)
    VisitFactory(member__client=client, on=asking.date() - timedelta(days=1), question_due_at=asking)
    ask_after_visits(asking)
    visit = BookedAttemptFactory(referral__client=client, business_since=asking - timedelta(days=5))
    visit.appointment_day = asking.date() + timedelta(days=3)
    visit.save()
    assert remind_of_visits(now=asking.replace(hour=17))
    ask_about_address(record.paused_grant)
    suspended = ConsentGrantFactory(client=client).practitioner
    suspended.verification = "suspended"
    save_practitioner(suspended)
    owe_answers_about_the_record(record)
    Browser().post(reverse("account_request_login_code"), {"email": record.account.email})
    return max(owe_nudges(client), asking, timezone.now())


def owe_answers_about_the_record(record: Record) -> None:
    """What was to be corrected, what is refused, and the proof of an erasure."""
    answer_correction(record.correction, text="Mended", by=record.trainer)
    refuse(record.privacy_request, record.client, reason="It has to be kept", by=record.trainer)
    former = ClientFactory(language="fr", lead_trainer=record.trainer)
    erase_on_request(PrivacyRequestFactory(client_id=former.pk), former, by=record.trainer)


def owe_mails_of_homework(record: Record, asking: datetime) -> None:
    """The day's question, what is new, and a word to who has gone quiet."""
    PrescriptionFactory(client=record.client, where="home", days_a_week=7)
    PrescriptionFactory(
        client=ClientFactory(language="fr", lead_trainer=record.trainer),
        starts_on=asking.date() + timedelta(days=2),
        created_at=asking - timedelta(hours=1),
    )
    ask_for_homework(asking)
    quiet_days = [asking.date() - timedelta(days=days) for days in (1, 2)]
    silent = ClientFactory(language="fr", lead_trainer=record.trainer)
    PrescriptionFactory(client=silent, starts_on=quiet_days[-1])
    for on in quiet_days:
        SentMailFactory(client_id=silent.pk, dedupe_key=f"homework:{silent.pk}:{on}", to=silent.email)
        issue_client_link(silent, "homework", on=on)
    FollowUp.objects.create(client=silent, look_at=asking - timedelta(hours=2))
    assert follow_up(asking.replace(hour=19))


def owe_nudges(client: Client) -> datetime:
    """Everything of which clients are reminded, on the morning when it is due; gives that."""
    for phone in ("416 555 0100", ""):
        for booking in ("client-books", "no-show"):
            masseur = MassageTherapistFactory(phone=phone)
            attempt = AttemptFactory(referral__client=client, practitioner=masseur, status="accepted")
            attempt.business_status = booking
            attempt.save()
            follow(attempt)
    morning = max(Nudge.objects.filter(audience="client").values_list("next_at", flat=True))
    Nudge.objects.filter(audience="client").update(next_at=morning)
    send_due_nudges(now=morning)
    return morning
