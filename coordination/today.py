"""The trainer's first page: what waits for whom. Computed at reading, so it can't go stale.

Rows name the client and a state, never a health detail; the page itself therefore owes no line in the
access log.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any, Literal
from uuid import UUID

from django.db.models import F, Max, Min, Q, QuerySet
from django.urls import reverse
from django.utils.formats import time_format
from django.utils.functional import Promise
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from benefits.forecast import forecast
from benefits.models import BenefitLine
from careplan.models import Guidance, HowItCame, Prescription, Reply
from careplan.readiness import READINESS_WANTING, standing_of, with_newest_screening
from careplan.told import Unread, literal, unread
from careplan.visits import visits_without_word
from clients.models import Client, Transfer
from consent.models import ConsentGrant, Direction, Purpose, ShareLink
from coordination.overview import correction_rows
from outbox.models import Message
from referrals.models import Attempt
from sessions_log.models import FlagRaised, PlannedSession, TrainingSession, UnsettledChange
from web.zones import today_in

Group = Literal["you", "client", "practitioner"]
LAPSES_SOON = timedelta(days=14)
UNOPENED_FOR = timedelta(days=7)
QUIET_FOR = timedelta(days=7)
BENEFITS_WITHIN = 60  # days
ANSWERS_SHOWN_FOR = timedelta(days=14)
PLANNED = "planned"
PLANNED_LATELY = timedelta(hours=12)
MOST_ROWS = 50  # a group
# A session is to be prepared for who has trained on this weekday in at least two of the last four weeks.
USUAL_WEEKS, USUALLY = 4, 2
USUAL_DAYS = {7 * week for week in range(1, USUAL_WEEKS + 1)}  # ago


READ_AT = {
    "guidance": "coordination:overview",
    "correction": "coordination:corrections",
    "intake": "careplan:intake",
    "flag": "sessions_log:flags",
}

Clients = dict[UUID, Client]


@dataclass(frozen=True)
class TodayRow:
    group: Group
    client_name: str
    what: str | Promise
    since: datetime | None
    url: str  # where one acts on it
    act: str | Promise


def clients_in_care(trainer: User, *, now: datetime) -> Clients:
    """Everybody whom the trainer leads or covers, by key; the archived left out (one query)."""
    found = Client.objects.visible_to(trainer, now=now).exclude(status=Client.Status.ARCHIVED)
    return {client.pk: client for client in with_newest_screening(found)}


def today_rows(trainer: User, by_id: Clients, *, now: datetime) -> dict[Group, list[TodayRow]]:
    """What waits for the trainer, for clients and for practitioners, the longest first (ten queries)."""
    groups: dict[Group, list[TodayRow]] = {"you": [], "client": [], "practitioner": []}
    for rows in (
        _unconfirmed(by_id),
        _readiness(by_id, now),
        _consents(by_id, now),
        _unopened_links(by_id, now),
        _referrals(by_id, now),
        _sessions(trainer, by_id, now),
        _failed_mail(by_id, now),
        _told(by_id, now),
        _quiet_homework(by_id, now),
        _lapsing_benefits(by_id, now),
        _handovers(trainer, by_id),
    ):
        for row in rows:
            groups[row.group].append(row)
    for rows_of_group in groups.values():
        rows_of_group.sort(key=lambda row: row.since or now)
    return {group: rows[:MOST_ROWS] for group, rows in groups.items()}


def _unconfirmed(clients: Clients) -> Iterator[TodayRow]:
    for client in clients.values():
        page = reverse("coordination:overview", args=[client.pk])
        if client.status == Client.Status.NOT_ME:
            yield TodayRow("you", client.name, _("Wrong address"), client.created_at, page, _("Change it"))
        elif client.confirmed_at is None:
            yield TodayRow(
                "client", client.name, _("Has not confirmed the address"), client.created_at, page, _("Look")
            )


def _readiness(clients: Clients, now: datetime) -> Iterator[TodayRow]:
    """Whom to screen, or to refer first (which of both is not said here), among those of whom health details may be kept (no query)."""
    for client in clients.values():
        standing = standing_of(client, today_in(client.time_zone, now))
        if client.confirmed_at is None or client.status != Client.Status.ACTIVE or not standing.is_wanting:
            continue
        since = standing.screened_on if standing.state == "refer-first" else standing.lapses_on
        moment = datetime.combine(since, time.min, tzinfo=client.zone) if since else None
        page = reverse("careplan:readiness", args=[client.pk])
        yield TodayRow("you", client.name, READINESS_WANTING, moment, page, _("Look"))


def _consents(clients: Clients, now: datetime) -> Iterator[TodayRow]:
    standing = Q(declined_at=None, withdrawn_at=None, replaced_at=None, ends_at__gt=now)
    waits = standing & Q(given_at=None) & ~Q(purpose=Purpose.REFERRAL)  # those are told as referrals
    lapses = standing & Q(given_at__isnull=False, direction=Direction.SHARE, ends_at__lt=now + LAPSES_SOON)
    disowned = Q(ended_by=ConsentGrant.EndedBy.PRACTITIONER, withdrawn_at__gt=now - ANSWERS_SHOWN_FOR)
    grants = ConsentGrant.objects.filter(waits | lapses | disowned, client__in=clients)
    for grant in grants.select_related("practitioner"):
        yield _consent_row(grant, clients[grant.client_id].name)


def _consent_row(grant: ConsentGrant, client_name: str) -> TodayRow:
    name = {"name": grant.practitioner.name}
    detail = reverse("coordination:consent_detail", args=[grant.client_id, grant.pk])
    if grant.withdrawn_at:
        said = _("%(name)s says that this is not their patient") % name
        return TodayRow("you", client_name, said, grant.withdrawn_at, detail, _("Look"))
    if grant.given_at is None:
        said = (_("Asked to hear from %(name)s") if grant.obtains else _("Asked to share with %(name)s")) % name
        return TodayRow("client", client_name, said, grant.requested_at, detail, _("Look"))
    page = reverse("coordination:ask_consent", args=[grant.client_id]) + f"?practitioner={grant.practitioner_id}"
    said = _("Sharing with %(name)s is about to lapse") % name
    return TodayRow("you", client_name, said, None, page, _("Ask again"))


def _unopened_links(clients: Clients, now: datetime) -> Iterator[TodayRow]:
    links = ShareLink.objects.filter(
        grant__in=ConsentGrant.objects.live(now).filter(client__in=clients),
        first_opened_at=None,
        revoked_at=None,
        created_at__lt=now - UNOPENED_FOR,
    )
    for link in links.select_related("grant__practitioner"):
        grant = link.grant
        page = reverse("coordination:consent_detail", args=[grant.client_id, grant.pk])
        said = _("%(name)s has not opened the link") % {"name": grant.practitioner.name}
        yield TodayRow("practitioner", clients[grant.client_id].name, said, link.created_at, page, _("Send again"))


def _referrals(clients: Clients, now: datetime) -> Iterator[TodayRow]:
    ended_lately = Q(
        status__in=[Attempt.Status.REJECTED, Attempt.Status.FAILED], status_since__gt=now - ANSWERS_SHOWN_FOR
    )
    still_open = Q(pk__in=Attempt.objects.open().values("pk"))
    attempts = Attempt.objects.filter(still_open | ended_lately, referral__client__in=clients)
    for attempt in attempts.select_related("practitioner", "referral"):
        client = clients[attempt.referral.client_id]
        page = reverse("referrals:detail", args=[client.pk, attempt.pk])
        group, said, act = _referral_in_words(attempt)
        said = said % {"name": attempt.practitioner.name}
        yield TodayRow(group, client.name, said, attempt.status_since, page, act)


def _referral_in_words(attempt: Attempt) -> tuple[Group, str, str]:
    status = Attempt.Status
    words: dict[str, tuple[Group, str, str]] = {
        status.DRAFT: ("client", _("Asked to be referred to %(name)s"), _("Look")),
        status.REQUESTED: ("practitioner", _("Referral to %(name)s waits for an answer"), _("Look")),
        status.ACCEPTED: ("practitioner", _("%(name)s has accepted the referral"), _("Look")),
        status.IN_PROGRESS: ("practitioner", _("Referral to %(name)s is under way"), _("Look")),
        status.ON_HOLD: ("practitioner", _("%(name)s has put the referral on hold"), _("See why")),
        status.COMPLETED: ("you", _("%(name)s has written what came of the referral"), _("Read it")),
        status.REJECTED: ("you", _("%(name)s has declined the referral"), _("See why")),
        status.FAILED: ("you", _("The referral to %(name)s did not work out"), _("See why")),
    }
    return words[attempt.status]


def _sessions(trainer: User, clients: Clients, now: datetime) -> Iterator[TodayRow]:
    """Those still open, those planned for the day, and those to prepare: who usually trains on this weekday."""
    held, opened = TrainingSession.State.HELD, TrainingSession.State.OPEN
    lately = Q(state=held, started_at__gt=now - timedelta(weeks=USUAL_WEEKS, days=1))
    sessions = TrainingSession.objects.filter(lately | Q(state=opened), client__in=clients).order_by()
    rows = sessions.values_list("state", "pk", "client_id", "started_at").union(
        _planned(trainer, clients, now), all=True
    )
    days: dict[UUID, set[int]] = {}  # so many days ago; today for what is open or planned
    for kind, key, client_id, at in rows:
        zone = clients[client_id].time_zone
        since = (today_in(zone, now) - today_in(zone, at)).days if kind == held else 0
        days.setdefault(client_id, set()).add(since)
        if kind == opened:
            page = reverse("sessions_log:log", args=[client_id, key])
            yield TodayRow("you", clients[client_id].name, _("A session is still open"), at, page, _("Continue"))
        elif kind == PLANNED:
            said = _("Session at %(time)s") % {"time": time_format(localtime(at))}
            yield _to_prepare(clients[client_id], said, at=min(at, now))
    for client_id, ago in days.items():
        client = clients[client_id]
        if 0 not in ago and len(ago & USUAL_DAYS) >= USUALLY and client.status == Client.Status.ACTIVE:
            yield _to_prepare(client, _("Usually trains on this weekday"))


def _planned(trainer: User, clients: Clients, now: datetime) -> QuerySet[PlannedSession, tuple[Any, ...]]:
    """The sessions that the trainer has planned for today, as rows of _sessions."""
    end_of_day = localtime(now).replace(hour=23, minute=59, second=59, microsecond=0)
    ahead = PlannedSession.objects.filter(
        client__in=clients,
        trainer=trainer,
        attendance=PlannedSession.Attendance.PLANNED,
        starts_at__range=(now - PLANNED_LATELY, end_of_day),
    )
    return ahead.order_by().values_list(literal(PLANNED), "pk", "client_id", "starts_at")


def _to_prepare(client: Client, said: str, *, at: datetime | None = None) -> TodayRow:
    return TodayRow("you", client.name, said, at, reverse("coordination:prepare", args=[client.pk]), _("Prepare"))


def _failed_mail(clients: Clients, now: datetime) -> Iterator[TodayRow]:
    states = [Message.State.FAILED, Message.State.UNKNOWN]
    mails = Message.objects.filter(client_id__in=clients, state__in=states, created_at__gt=now - ANSWERS_SHOWN_FOR)
    for mail in mails.only("client_id", "to", "created_at"):
        client = clients[mail.client_id] if mail.client_id else None
        if client is None:
            continue
        page = reverse("coordination:overview", args=[mail.client_id])
        said = _("A mail to %(address)s did not go out") % {"address": mail.to}
        yield TodayRow("you", client.name, said, mail.created_at, page, _("Look"))


def _told(clients: Clients, now: datetime) -> Iterator[TodayRow]:
    """What practitioners told that nobody has read, the guidance that they wrote since the last session, and
    visits whose day has passed without a word.
    """
    # A visit's day is over once it is so for all of them.
    today = min((today_in(client.time_zone, now) for client in clients.values()), default=now.date())
    visits = visits_without_word(clients, before=today)
    more = (_new_guidance(clients, now), correction_rows(clients), open_flags(clients), visits, _unsettled(clients))
    for told in unread(clients, *more):
        if told.kind == "visit":
            yield _visit_row(told, clients[told.client_id].name)
            continue
        if told.kind == "unsettled":
            yield _unsettled_row(told, clients[told.client_id].name)
            continue
        page = reverse(READ_AT.get(told.kind, "coordination:told"), args=[told.client_id])
        said = _told_in_words(told.kind) % {"name": told.who}
        yield TodayRow("you", clients[told.client_id].name, said, told.at, page, _("Read it"))


def _visit_row(told: Unread, client_name: str) -> TodayRow:
    said = _("How was the visit with %(name)s?") % {"name": told.who}
    page = reverse("careplan:attend_visit", args=[told.client_id, told.id])
    return TodayRow("you", client_name, said, told.at, page, _("Write it down"))


def _unsettled(clients: Iterable[UUID]) -> QuerySet[UnsettledChange, tuple[Any, ...]]:
    """Sessions with changes of a phone that met others, as rows of careplan.told.unread: each session once."""
    waiting = UnsettledChange.objects.filter(session__client__in=clients, settled_at=None).order_by()
    since = waiting.values("session_id").annotate(since=Min("received_at"))
    return since.values_list(
        literal("unsettled"), "session_id", "session__client_id", "session__client__name", literal(""), "since"
    )


def _unsettled_row(told: Unread, client_name: str) -> TodayRow:
    page = reverse("sessions_log:unsettled", args=[told.client_id, told.id])
    return TodayRow("you", client_name, _("Two changes of a session met"), told.at, page, _("Choose"))


def _told_in_words(kind: str) -> str:
    return {
        Reply.Kind.STOP: _("%(name)s says stop"),
        Reply.Kind.CHANGE_LOAD: _("%(name)s asks to change the load"),
        Reply.Kind.CALL_ME: _("%(name)s asks you to call"),
        Reply.Kind.NOTED: _("%(name)s has noted what you shared"),
        "answer": _("%(name)s has answered your question"),
        "document": _("%(name)s has sent a document"),
        "guidance": _("New guidance from %(name)s"),
        "correction": _("Would correct something in the record"),
        "intake": _("Has answered the questions"),
        "flag": _("A red flag is open"),
    }[kind]


def open_flags(clients: Iterable[UUID]) -> QuerySet[FlagRaised, tuple[Any, ...]]:
    """Red flags that nobody has seen to, as rows of careplan.told.unread."""
    raised = FlagRaised.objects.filter(client__in=clients, closed_at=None).order_by()
    return raised.values_list(literal("flag"), "pk", "client_id", "client__name", "done", "raised_at")


def _new_guidance(clients: Clients, now: datetime) -> QuerySet[Guidance, tuple[Any, ...]]:
    """What practitioners wrote since the client's last session, as rows of careplan.told.unread."""
    held = Q(client__training_sessions__state=TrainingSession.State.HELD)
    new = (
        Guidance.objects.filter(
            client__in=clients,
            how_it_came=HowItCame.LINK,
            state=Guidance.State.ACTIVE,
            created_at__gt=now - ANSWERS_SHOWN_FOR,
        )
        .annotate(last_session=Max("client__training_sessions__started_at", filter=held))
        .filter(Q(last_session=None) | Q(created_at__gt=F("last_session")))
    )
    columns = ("pk", "client_id", "practitioner__name", "text", "created_at")
    return new.order_by().values_list(literal("guidance"), *columns)


def _quiet_homework(clients: Clients, now: datetime) -> Iterator[TodayRow]:
    day = now.date()
    latest = (
        Prescription.objects.in_force(day)
        .at_home()
        .filter(client__in=clients, starts_on__lt=day - QUIET_FOR)
        .order_by()
        .values("client_id")
        .annotate(last_answer=Max("check_ins__answered_at"))
    )
    for row in latest:
        if row["last_answer"] is None or row["last_answer"] < now - QUIET_FOR:
            page = reverse("coordination:overview", args=[row["client_id"]])
            name = clients[row["client_id"]].name
            yield TodayRow("client", name, _("Homework has gone quiet"), row["last_answer"], page, _("Look"))


def _lapsing_benefits(clients: Clients, now: datetime) -> Iterator[TodayRow]:
    lines = BenefitLine.objects.filter(plan__client__in=clients, plan__ended_on=None)
    for line in lines.select_related("plan").prefetch_related("claims"):
        client = clients[line.plan.client_id]
        outlook = forecast(line, line.claims.all(), on=today_in(client.time_zone, now))
        if outlook.days_left <= BENEFITS_WITHIN and outlook.is_worth_a_visit:
            page = reverse("benefits:overview", args=[client.pk])
            said = ngettext("Benefits lapse in %(days)d day", "Benefits lapse in %(days)d days", outlook.days_left) % {
                "days": outlook.days_left
            }
            yield TodayRow("you", client.name, said, None, page, _("Look"))


def _handovers(trainer: User, clients: Clients) -> Iterator[TodayRow]:
    """Questions to this trainer, without the client's name, and those about the trainer's own clients."""
    mine = Q(client__in=clients, from_trainer=trainer) | Q(to_trainer=trainer, state=Transfer.State.ASKED)
    for transfer in Transfer.objects.open().filter(mine).select_related("from_trainer", "to_trainer"):
        if transfer.to_trainer_id == trainer.pk:
            page = reverse("clients:handover_question", args=[transfer.pk])
            said = _("%(name)s asks whether you take over") % {"name": transfer.from_trainer.name}
            yield TodayRow("you", _("A client of somebody else"), said, transfer.state_since, page, _("Answer"))
            continue
        page = reverse("clients:who", args=[transfer.client_id])
        said = _("Handover to %(name)s waits for an answer") % {"name": transfer.to_trainer.name}
        group: Group = "client" if transfer.state == Transfer.State.ACCEPTED else "practitioner"
        yield TodayRow(group, clients[transfer.client_id].name, said, transfer.state_since, page, _("Look"))
