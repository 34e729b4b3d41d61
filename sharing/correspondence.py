"""What of one view goes on between its reader and the trainer: referrals, reports, questions, replies, letters."""

from datetime import date, datetime
from functools import cached_property
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db.models import Exists, OuterRef

from careplan.correspondence import kinds_of_reply
from careplan.lanes import kinds_offered
from careplan.models import Document, Guidance
from consent.models import ConsentGrant, ContributionScope, Scope
from practitioners.models import Discipline
from referrals.models import ReferralMessage, Side
from referrals.thread import Line, lines_of, why_frozen
from sharing.exchange import Exchange, exchange_between
from sharing.memoize import memoize
from sharing.record import (
    SharedDocument,
    SharedGuidance,
    SharedPractitioner,
    SharedQuestion,
    SharedReply,
    SharedReport,
)
from sharing.referral import SharedAttempt, SharedEvent

HISTORY_SHOWN = 50
UNSENT = ("draft", "entered-in-error")  # attempts that the recipient has not been asked about


class SharedCorrespondence:
    """A part of sharing.view.SharedView, which says what each scope opens."""

    _grant: ConsentGrant
    _answers: dict[Any, Any]
    client_id: UUID
    practitioner: SharedPractitioner
    is_open: bool
    scopes: frozenset[Scope]

    if TYPE_CHECKING:  # what the view has

        @property
        def today(self) -> date: ...
        def shares(self, *scopes: Scope) -> bool: ...
        def may_tell(self, told: ContributionScope) -> bool: ...
        def _is_new(self, at: datetime) -> bool: ...
        def guidance(self) -> list[SharedGuidance]: ...

    @memoize
    def referral_attempts(self) -> list[SharedAttempt]:
        """Referrals to the reader that rest on this grant, newest first (one query)."""
        if not self.shares(Scope.REFERRAL):
            return []
        attempts = (
            self._grant.attempts.filter(practitioner=self.practitioner.id)
            .exclude(status__in=UNSENT)
            .select_related("referral__requester", "referral__red_flag", "outcome")
            .annotate(
                has_unread=Exists(ReferralMessage.objects.unread_by(Side.RECIPIENT).filter(attempt=OuterRef("pk")))
            )
        )
        return [SharedAttempt.of(attempt) for attempt in attempts]

    @memoize
    def referral_history(self, attempt_id: UUID) -> list[SharedEvent]:
        """What happened in one of them, the newest first, at most HISTORY_SHOWN (one query)."""
        if not any(attempt.id == attempt_id for attempt in self.referral_attempts()):
            return []
        attempt = self._grant.attempts.get(pk=attempt_id)
        return [SharedEvent.of(event) for event in attempt.events.order_by("-at", "-id")[:HISTORY_SHOWN]]

    @memoize
    def referral_messages(self, attempt_id: UUID) -> list[Line]:
        """What the two sides of one of them wrote to each other, the newest at the end (one query)."""
        if not any(attempt.id == attempt_id for attempt in self.referral_attempts()):
            return []
        return lines_of(attempt_id, reader=Side.RECIPIENT)

    def why_thread_is_frozen(self, attempt_id: UUID) -> str:
        """Why nothing can be written to the trainer about one of them; empty where it can (three queries)."""
        return why_frozen(self._grant.attempts.get(pk=attempt_id))

    @memoize
    def reports(self) -> list[SharedReport]:
        """Progress reports that were sent through this grant, newest first (one query).

        One that was made when more was shared than now is not among them.
        """
        if not self.is_open:
            return []
        sent = self._grant.reports.order_by("-sent_at")
        return [
            SharedReport(
                row.id,
                row.period_starts_on,
                row.period_ends_on,
                row.message,
                row.sent_at,
                self._is_new(row.sent_at),
                row.first_read_at is None,
            )
            for row in sent.defer("content")
            if self.scopes.issuperset(row.scopes)
        ]

    def has_report(self, report_id: UUID) -> bool:
        """Whether a report was sent through this grant and shows no more than is shared now."""
        return any(report.id == report_id for report in self.reports())

    @memoize
    def questions(self) -> list[SharedQuestion]:
        """What the trainer asks the reader, the newest first (one query for questions and replies)."""
        if self.may_tell(ContributionScope.ANSWER):
            return [one for one in self._exchange.questions if one.id == self._grant.question_id]
        return self._exchange.questions if self.shares(Scope.TEAM_NOTES) else []

    @property
    def may_say_dont(self) -> bool:
        """Whether the reader may write a don't: their discipline may, and their licence was looked up."""
        return Guidance.Kind.DONT in kinds_offered(self._grant.practitioner)

    @property
    def may_guide_with(self) -> list[str]:
        """The kinds of guidance that the reader may write."""
        return kinds_offered(self._grant.practitioner)

    @property
    def asks_for_self_care(self) -> bool:
        """Whether the exercises that the reader's discipline may ask for are self-care alone."""
        return self._grant.practitioner.discipline.may_prescribe_exercise == Discipline.MayPrescribe.SELF_CARE

    @property
    def to_clear(self) -> list[SharedGuidance]:
        """What others asked for, where a physician sees it whose licence was looked up: theirs is the discipline that
        clears by their own link."""
        practitioner = self._grant.practitioner
        discipline = practitioner.discipline
        if not practitioner.is_verified or discipline.code != "physician" or not discipline.may_clear_for_exercise:
            return []
        return [guidance for guidance in self.guidance() if not guidance.is_own]

    @property
    def kinds_of_reply(self) -> list[str]:
        """What the reader's discipline may reply."""
        return kinds_of_reply(self._grant.practitioner.discipline)

    @memoize
    def replies(self) -> list[SharedReply]:
        """What the reader has replied, the newest first."""
        return self._exchange.replies if self.is_open else []

    @cached_property
    def _exchange(self) -> Exchange:
        return exchange_between(
            self.client_id, self.practitioner.id, today=self.today, with_readiness=self.shares(Scope.READINESS)
        )

    @memoize
    def documents(self) -> list[SharedDocument]:
        """What the reader has sent, the newest first (one query)."""
        if not self.is_open:
            return []
        sent = Document.objects.filter(client=self.client_id, practitioner=self.practitioner.id, entered_by=None)
        return [SharedDocument(one.title, one.get_content_type_display(), one.sent_at) for one in sent]
