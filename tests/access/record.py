"""One client's record as the access table meets it: each object is made when a row first asks for it."""

from collections.abc import Callable
from datetime import timedelta
from functools import cached_property
from typing import Any
from uuid import UUID

from django.core.files.base import ContentFile
from django.utils import timezone

from clients.access import give_cover, join_own_account
from clients.links import issue_client_link
from clients.models import Client, MailboxChange, Transfer
from reports.models import ProgressReport, ReportDraft
from tests.access.careplan_record import CarePlanned
from tests.access.incoming_record import ReferredIn
from tests.access.network_record import Networked
from tests.access.sessions_record import Trained
from tests.access.twice_entered import TwiceEntered
from tests.factories.accounts import TrainerFactory
from tests.factories.benefits import BenefitLineFactory, BookletFactory, ClaimFactory
from tests.factories.clients import (
    ClientFactory,
    ClientImportFactory,
    ContactNoteFactory,
    CorrectionFactory,
    PrivacyRequestFactory,
)
from tests.factories.consent import (
    AddressChangeFactory,
    ConsentGrantFactory,
    RecordRequestFactory,
    ShareLinkFactory,
    ViewerSessionFactory,
)
from tests.factories.practitioners import (
    PractitionerFactory,
)
from tests.factories.referrals import BookedAttemptFactory, ReferralFactory
from tests.factories.reports import ReportDraftFactory


class Record(CarePlanned, Trained, ReferredIn, TwiceEntered, Networked):
    """Everything that there is about one client, with a lead trainer and a practitioner of their own."""

    @cached_property
    def trainer(self):
        return TrainerFactory()

    @cached_property
    def client(self) -> Client:
        return ClientFactory(lead_trainer=self.trainer)

    @cached_property
    def practitioner(self):
        return PractitionerFactory()

    @cached_property
    def grant(self):
        return ConsentGrantFactory(client=self.client, practitioner=self.practitioner)

    @cached_property
    def asked_grant(self):
        """A consent that the client has still to answer."""
        return ConsentGrantFactory(client=self.client, given_at=None, scopes=["attendance", "exercise-log"])

    @cached_property
    def privacy_request(self):
        """Of the client, for erasure; it came today."""
        return PrivacyRequestFactory(client_id=self.client.pk)

    @cached_property
    def paused_grant(self):
        """Given for an address that its practitioner has no more."""
        return ConsentGrantFactory(client=self.client, for_address=f"before-{self.client.pk}@clinic.example")

    @cached_property
    def address_change_token(self) -> str:
        grant, token = self.paused_grant, f"address-change-{self.paused_grant.pk}"
        AddressChangeFactory(practitioner=grant.practitioner, old_address=grant.for_address, token=token)
        return token

    @cached_property
    def share_token(self) -> str:
        link = ShareLinkFactory.build(grant=self.grant)
        token = f"share-token-{self.grant.pk}"
        ShareLinkFactory(grant=self.grant, token=token, expires_at=link.expires_at)
        return token

    @cached_property
    def viewer_token(self) -> str:
        token = f"viewer-token-{self.practitioner.pk}"
        ViewerSessionFactory(practitioner=self.practitioner, token=token)
        return token

    @cached_property
    def contact_note(self):
        return ContactNoteFactory(client=self.client, by=self.trainer)

    @cached_property
    def correction(self):
        return CorrectionFactory(client=self.client)

    @cached_property
    def record_request(self):
        """The client lets the practitioner tell the trainer, without sharing anything."""
        return RecordRequestFactory(client=self.client, practitioner=self.practitioner)

    @cached_property
    def line(self):
        return BenefitLineFactory(plan__client=self.client)

    @cached_property
    def claim(self):
        return ClaimFactory(line=self.line)

    @cached_property
    def booklet(self):
        return BookletFactory(client=self.client)

    @cached_property
    def referral(self):
        return ReferralFactory(client=self.client)

    @cached_property
    def attempt(self):
        """Asked of the record's own practitioner, resting on a grant for it; a date was settled on the phone."""
        grant = ConsentGrantFactory(client=self.client, practitioner=self.practitioner, purpose="referral")
        return BookedAttemptFactory(
            referral=self.referral, practitioner=self.practitioner, grant=grant, status="requested"
        )

    @cached_property
    def report(self) -> ProgressReport:
        today = timezone.localdate()
        return ProgressReport.objects.create(
            client=self.client,
            grant=self.grant,
            period_starts_on=today - timedelta(days=30),
            period_ends_on=today,
            content={},
            pdf=ContentFile(b"%PDF-1.7", name="report.pdf"),
            sent_by=self.trainer,
        )

    @cached_property
    def report_draft(self) -> ReportDraft:
        return ReportDraftFactory(grant=self.grant, pdf=ContentFile(b"%PDF-1.7", name="draft.pdf"))

    @cached_property
    def successor(self):
        """Somebody who is asked to lead from now on, and sees nothing before the client agrees."""
        return TrainerFactory()

    @cached_property
    def transfer(self):
        return Transfer.objects.create(
            client=self.client, from_trainer=self.trainer, to_trainer=self.successor, reason="handover"
        )

    @cached_property
    def address_change(self):
        """One that was stopped: the client's mailbox is the one from before."""
        return MailboxChange.objects.create(
            client=self.client,
            state="stopped",
            settled_at=timezone.now(),
            earlier=self.client.mailbox,
            new=f"moved-{self.client.email}",
        )

    @cached_property
    def client_import(self):
        """A file that the trainer has uploaded and matched, and not confirmed."""
        return ClientImportFactory(trainer=self.trainer)

    @cached_property
    def finished_import(self):
        return ClientImportFactory(
            trainer=self.trainer, state="done", done_at=timezone.now(), rows=[], figures={"new": 0}
        )

    @cached_property
    def cover_right(self):
        now = timezone.now()
        give_cover(self.client, TrainerFactory(), starts_at=now, ends_at=now + timedelta(days=1))
        return self.client.permissions.filter(kind="cover").latest("id")

    @cached_property
    def account(self):
        """The client's own."""
        join_own_account(self.client)
        self.client.refresh_from_db()
        return self.client.account

    def client_token(self, purpose: str) -> str:
        """A live link's token, about what links of this purpose are about."""
        subjects: dict[str, Callable[[], UUID | None]] = {
            "consent": lambda: self.asked_grant.pk,
            "withdraw": lambda: self.grant.pk,
            "homework": lambda: self.prescription.pk,
            "transfer": lambda: self.transfer.pk,
            "address": lambda: self.address_change.pk,
            "visit": lambda: self.attempt.pk,
            "attended": lambda: self.visit.pk,
            "helped": lambda: self.attempt.pk,
            "booking": lambda: self.attempt.pk,
        }
        subject_id = subjects.get(purpose, lambda: None)()
        return issue_client_link(self.client, purpose, subject_id=subject_id, on=timezone.localdate())

    def fill(self) -> None:
        """Makes everything at once, so that whatever leaks, leaks a text of this record."""
        for name in dir(type(self)):
            if isinstance(getattr(type(self), name), cached_property):
                getattr(self, name)


# What stands in an address, by its name there: how to get it from a record.
OBJECTS: dict[str, Callable[[Record], Any]] = {
    "client_id": lambda record: record.client.pk,
    "act": lambda record: "start",
    "incoming_id": lambda record: record.incoming.pk,
    "code": lambda record: record.practitioner.discipline.code,
    "slug": lambda record: record.profile.slug,
    "practitioner_id": lambda record: record.practitioner.pk,
    "grant_id": lambda record: record.grant.pk,
    "log_import_id": lambda record: record.log_import.pk,
    "session_id": lambda record: record.session.pk,
    "entry_id": lambda record: record.entry.pk,
    "set_id": lambda record: record.set_entry.pk,
    "exercise_id": lambda record: record.exercise.pk,
    "guidance_id": lambda record: record.guidance.pk,
    "prescription_id": lambda record: record.prescription.pk,
    "pause_id": lambda record: record.home_pause.pk,
    "question_id": lambda record: record.question.pk,
    "message_id": lambda record: record.failed_mail.pk,
    "suppression_id": lambda record: record.suppression.pk,
    "correction_id": lambda record: record.correction.pk,
    "reply_id": lambda record: record.reply.pk,
    "document_id": lambda record: record.document.pk,
    "screening_id": lambda record: record.screening.pk,
    "step": lambda record: "sees",
    "goal_id": lambda record: record.goal.pk,
    "member_id": lambda record: record.member.pk,
    "visit_id": lambda record: record.visit.pk,
    "application_id": lambda record: record.application.pk,
    "version": lambda record: 1,
    "plan_id": lambda record: record.line.plan.pk,
    "line_id": lambda record: record.line.pk,
    "claim_id": lambda record: record.claim.pk,
    "booklet_id": lambda record: record.booklet.pk,
    "referral_id": lambda record: record.referral.pk,
    "attempt_id": lambda record: record.attempt.pk,
    "template_id": lambda record: record.template.pk,
    "row_id": lambda record: record.template_row.pk,
    "planned_id": lambda record: record.planned_session.pk,
    "series_id": lambda record: record.session_series.pk,
    "flag_id": lambda record: record.flag.pk,
    "reading_id": lambda record: record.reading.pk,
    "schedule_id": lambda record: record.schedule.pk,
    "report_id": lambda record: record.report.pk,
    "draft_id": lambda record: record.report_draft.pk,
    "transfer_id": lambda record: record.transfer.pk,
    "pair_id": lambda record: record.pair.pk,
    "into_id": lambda record: record.pair.first_id,
    "merge_id": lambda record: record.merged.pk,
    "batch_id": lambda record: record.network_import.pk,
    "event_id": lambda record: record.evidence_event.pk,
    "look_up_id": lambda record: record.look_up.pk,
    "other_client_id": lambda record: record.other_client.pk,
    "client_merge_id": lambda record: record.client_merge.pk,
    "import_id": lambda record: record.client_import.pk,
    "permission_id": lambda record: record.cover_right.pk,
    "request_id": lambda record: record.change_request.pk,
    "privacy_request_id": lambda record: record.privacy_request.pk,
    "incident_id": lambda record: record.incident.pk,
    "user_id": lambda record: record.trainer.pk,
}
