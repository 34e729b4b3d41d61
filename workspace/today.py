"""The trainer's first page: what waits for whom. Computed at reading, so it can't go stale.

Rows name the client and a state, never a health detail; the page itself therefore owes no line in the
access log.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime, time, timedelta
from typing import Any
from uuid import UUID

from django.db.models import F, Max, Min, Q, QuerySet
from django.urls import reverse
from django.utils.formats import time_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.models import User
from benefits.forecast import forecast
from benefits.models import BenefitLine
from careplan.correspondence import Unread, literal, unread
from careplan.models import Guidance, HowItCame, Prescription, Reply
from careplan.readiness import READINESS_WANTING, standing_of, with_newest_screening
from careplan.visits import visits_without_word
from clients.models import Client, MailboxChange, Transfer
from outbox.models import Suppression
from sessions_log.models import PlannedSession, RedFlagReport, SyncConflict, TrainingSession
from web.words import StrOrPromise
from web.zones import today_in
from workspace.overview import correction_rows
from workspace.today_row import Clients, Group, TodayRow
from workspace.today_sharing import ANSWERS_SHOWN_FOR, consents, referrals, unopened_links
from workspace.undelivered import of_clients
from workspace.unsent_mail import unsent_mail

QUIET_FOR = timedelta(days=7)
BENEFITS_WITHIN = 60  # days
PLANNED = "planned"
PLANNED_LATELY = timedelta(hours=12)
MOST_ROWS = 50  # a group
# A session is to be prepared for who has trained on this weekday in at least two of the last four weeks.
USUAL_WEEKS, USUALLY = 4, 2
USUAL_DAYS = {7 * week for week in range(1, USUAL_WEEKS + 1)}  # ago


READ_AT = {
    "guidance": "workspace:overview",
    "correction": "workspace:corrections",
    "intake": "careplan:intake",
    "flag": "sessions_log:flags",
}

TOLD_WORDS: dict[str, StrOrPromise] = {
    Reply.Kind.STOP: gettext_lazy("%(name)s says stop"),
    Reply.Kind.CHANGE_LOAD: gettext_lazy("%(name)s asks to change the load"),
    Reply.Kind.CALL_ME: gettext_lazy("%(name)s asks you to call"),
    Reply.Kind.NOTED: gettext_lazy("%(name)s has noted what you shared"),
    "answer": gettext_lazy("%(name)s has answered your question"),
    "document": gettext_lazy("%(name)s has sent a document"),
    "guidance": gettext_lazy("New guidance from %(name)s"),
    "correction": gettext_lazy("Would correct something in the record"),
    "intake": gettext_lazy("Has answered the questions"),
    "flag": gettext_lazy("A red flag is open"),
}


def clients_in_care(trainer: User, *, now: datetime) -> Clients:
    """Everybody whom the trainer leads or covers, by key; the archived left out (one query)."""
    clients = Client.objects.visible_to(trainer, now=now).exclude(status=Client.Status.ARCHIVED)
    return {client.pk: client for client in with_newest_screening(clients)}


def today_rows(trainer: User, by_id: Clients, *, now: datetime) -> dict[Group, list[TodayRow]]:
    """What waits for the trainer, for clients and for practitioners, the longest first (eleven queries)."""
    groups: dict[Group, list[TodayRow]] = {"you": [], "client": [], "practitioner": []}
    for rows in (
        _unconfirmed(by_id),
        _stopped_addresses(by_id, now),
        _readiness(by_id, now),
        consents(trainer, by_id, now),
        unopened_links(by_id, now),
        referrals(by_id, now),
        _sessions(trainer, by_id, now),
        _unsent_mail(by_id, now),
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
        page = reverse("workspace:overview", args=[client.pk])
        if client.status == Client.Status.NOT_ME:
            yield TodayRow("you", client.name, _("Wrong address"), client.created_at, page, _("Change it"))
        elif client.is_shut:
            yield TodayRow("client", client.name, _("Has a new address to vouch for"), None, page, _("Look"))
        elif client.confirmed_at is None:
            yield TodayRow(
                "client", client.name, _("Has not confirmed the address"), client.created_at, page, _("Look")
            )


def _stopped_addresses(clients: Clients, now: datetime) -> Iterator[TodayRow]:
    """Changes of a client's address that were stopped from the mailbox before."""
    stopped = MailboxChange.objects.filter(
        client__in=clients, state=MailboxChange.State.STOPPED, settled_at__gt=now - ANSWERS_SHOWN_FOR
    )
    for change in stopped:
        client = clients[change.client_id]
        page = reverse("workspace:overview", args=[client.pk])
        sentence = _("Their earlier mailbox stopped the change to %(address)s") % {"address": change.new}
        yield TodayRow("you", client.name, sentence, change.settled_at, page, _("Look"))


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


def _sessions(trainer: User, clients: Clients, now: datetime) -> Iterator[TodayRow]:
    """Those still open, those planned for the day, and those to prepare: who usually trains on this weekday."""
    begun, opened = TrainingSession.State.COMPLETED, TrainingSession.State.OPEN
    lately = Q(state=begun, started_at__gt=now - timedelta(weeks=USUAL_WEEKS, days=1))
    sessions = TrainingSession.objects.filter(lately | Q(state=opened), client__in=clients).order_by()
    rows = sessions.values_list("state", "pk", "client_id", "started_at").union(
        _planned(trainer, clients, now), all=True
    )
    days: dict[UUID, set[int]] = {}  # so many days ago; today for what is open or planned
    for kind, key, client_id, at in rows:
        zone = clients[client_id].time_zone
        since = (today_in(zone, now) - today_in(zone, at)).days if kind == begun else 0
        days.setdefault(client_id, set()).add(since)
        if kind == opened:
            page = reverse("sessions_log:log", args=[client_id, key])
            yield TodayRow("you", clients[client_id].name, _("A session is still open"), at, page, _("Continue"))
        elif kind == PLANNED:
            sentence = _("Session at %(time)s") % {"time": time_format(localtime(at))}
            yield _to_prepare(clients[client_id], sentence, at=min(at, now))
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


def _to_prepare(client: Client, sentence: str, *, at: datetime | None = None) -> TodayRow:
    return TodayRow("you", client.name, sentence, at, reverse("workspace:prepare", args=[client.pk]), _("Prepare"))


def _unsent_mail(clients: Clients, now: datetime) -> Iterator[TodayRow]:
    by_mailbox = {client.mailbox.lower(): client for client in clients.values() if client.mailbox}
    for suppression in of_clients(clients.values()):
        client = by_mailbox[suppression.address]
        sentence = _("Mail to %(address)s does not arrive: write again")
        if suppression.cause == Suppression.Cause.COMPLAINT:
            sentence = _("%(address)s has marked a mail as spam")
        page = reverse("workspace:client_mailbox", args=[client.pk])
        sentence = sentence % {"address": suppression.address}
        yield TodayRow("you", client.name, sentence, suppression.since, page, _("See what to do"))
    for mail in unsent_mail(clients, since=now - ANSWERS_SHOWN_FOR):
        yield TodayRow("you", clients[mail.client_id].name, mail.what, mail.since, mail.url, mail.act, mail.posts)


def _told(clients: Clients, now: datetime) -> Iterator[TodayRow]:
    """What practitioners told that nobody has read, the guidance that they wrote since the last session, and
    visits whose day has passed without a word.
    """
    # A visit's day is over once it is so for all of them.
    today = min((today_in(client.time_zone, now) for client in clients.values()), default=now.date())
    visits = visits_without_word(clients, before=today)
    more = (
        _new_guidance(clients, now),
        correction_rows(clients),
        open_flags(clients),
        visits,
        _sync_conflicts(clients),
    )
    for told in unread(clients, *more):
        if told.kind == "visit":
            yield _visit_row(told, clients[told.client_id].name)
            continue
        if told.kind == "sync_conflict":
            yield _sync_conflict_row(told, clients[told.client_id].name)
            continue
        page = reverse(READ_AT.get(told.kind, "workspace:told"), args=[told.client_id])
        sentence = TOLD_WORDS[told.kind] % {"name": told.who}
        yield TodayRow("you", clients[told.client_id].name, sentence, told.at, page, _("Read it"))


def _visit_row(told: Unread, client_name: str) -> TodayRow:
    sentence = _("How was the visit with %(name)s?") % {"name": told.who}
    page = reverse("careplan:attend_visit", args=[told.client_id, told.id])
    return TodayRow("you", client_name, sentence, told.at, page, _("Write it down"))


def _sync_conflicts(clients: Iterable[UUID]) -> QuerySet[SyncConflict, tuple[Any, ...]]:
    """Sessions with changes of a phone that met others, as rows of careplan.correspondence.unread: each session once."""
    waiting = SyncConflict.objects.filter(session__client__in=clients, resolved_at=None).order_by()
    since = waiting.values("session_id").annotate(since=Min("received_at"))
    return since.values_list(
        literal("sync_conflict"), "session_id", "session__client_id", "session__client__name", literal(""), "since"
    )


def _sync_conflict_row(told: Unread, client_name: str) -> TodayRow:
    page = reverse("sessions_log:sync_conflicts", args=[told.client_id, told.id])
    return TodayRow("you", client_name, _("Two changes of a session met"), told.at, page, _("Choose"))


def open_flags(clients: Iterable[UUID]) -> QuerySet[RedFlagReport, tuple[Any, ...]]:
    """Red flags that nobody has seen to, as rows of careplan.correspondence.unread."""
    raised = RedFlagReport.objects.filter(client__in=clients, closed_at=None).order_by()
    return raised.values_list(literal("flag"), "pk", "client_id", "client__name", "done", "raised_at")


def _new_guidance(clients: Clients, now: datetime) -> QuerySet[Guidance, tuple[Any, ...]]:
    """What practitioners wrote since the client's last session, as rows of careplan.correspondence.unread."""
    completed = Q(client__training_sessions__state=TrainingSession.State.COMPLETED)
    new = (
        Guidance.objects.filter(
            client__in=clients,
            how_it_came=HowItCame.LINK,
            state=Guidance.State.ACTIVE,
            created_at__gt=now - ANSWERS_SHOWN_FOR,
        )
        .annotate(last_session=Max("client__training_sessions__started_at", filter=completed))
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
            page = reverse("workspace:overview", args=[row["client_id"]])
            name = clients[row["client_id"]].name
            yield TodayRow("client", name, _("Homework has gone quiet"), row["last_answer"], page, _("Look"))


def _lapsing_benefits(clients: Clients, now: datetime) -> Iterator[TodayRow]:
    lines = BenefitLine.objects.filter(plan__client__in=clients, plan__ended_on=None)
    for line in lines.select_related("plan").prefetch_related("claims"):
        client = clients[line.plan.client_id]
        outlook = forecast(line, line.claims.all(), on=today_in(client.time_zone, now))
        if outlook.days_left <= BENEFITS_WITHIN and outlook.is_worth_a_visit:
            page = reverse("benefits:overview", args=[client.pk])
            sentence = ngettext(
                "Benefits lapse in %(days)d day", "Benefits lapse in %(days)d days", outlook.days_left
            ) % {"days": outlook.days_left}
            yield TodayRow("you", client.name, sentence, None, page, _("Look"))


def _handovers(trainer: User, clients: Clients) -> Iterator[TodayRow]:
    """Questions to this trainer, without the client's name, and those about the trainer's own clients."""
    mine = Q(client__in=clients, from_trainer=trainer) | Q(to_trainer=trainer, state=Transfer.State.ASKED)
    for transfer in Transfer.objects.open().filter(mine).select_related("from_trainer", "to_trainer"):
        if transfer.to_trainer_id == trainer.pk:
            page = reverse("clients:handover_question", args=[transfer.pk])
            sentence = _("%(name)s asks whether you take over") % {"name": transfer.from_trainer.name}
            yield TodayRow("you", _("A client of somebody else"), sentence, transfer.state_since, page, _("Answer"))
            continue
        page = reverse("clients:who", args=[transfer.client_id])
        sentence = _("Handover to %(name)s waits for an answer") % {"name": transfer.to_trainer.name}
        group: Group = "client" if transfer.state == Transfer.State.ACCEPTED else "practitioner"
        yield TodayRow(group, clients[transfer.client_id].name, sentence, transfer.state_since, page, _("Look"))
