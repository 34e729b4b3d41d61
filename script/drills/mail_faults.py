"""A mail server that misbehaves, mail that is no longer wanted, poison, and a long outage."""

import time
from collections.abc import Iterator
from datetime import timedelta
from uuid import UUID

from django.test import Client as Browser
from django.utils import timezone

from accounts.models import User
from clients.access_log import Actor
from clients.links import new_link
from clients.models import Client, ClientLink
from clients.reminders import stop_reminders
from clients.today import Group
from consent.ending import end_sharing
from consent.models import ConsentGrant
from homework.mail_kinds import HOMEWORK
from outbox.alarm import report_late
from outbox.enqueue import unsaved_mail
from outbox.models import Message, Suppression
from script.benchmarks.table import Row
from script.drills.stack import (
    Stack,
    half_and_half,
    in_state,
    is_drained,
    live_grants,
    plain_mail,
    secret_mail,
    share_link,
    wait_for,
)
from web.keys import uuid7
from web.zones import today_in
from workspace import archiving
from workspace.today import reading_of
from workspace.today_statement import Item, Wanted, items

REPAIRED_WITHIN = 600.0  # seconds
# What the server does, and for how many seconds.
FAULTS = {
    "mail 421 closing": 5,
    "rcpt 451 try later": 5,
    "data 451 try later": 5,
    "hang 25": 30,
    "reset": 5,
    "bad-password": 5,
    "bad-tls": 5,
}
EACH = 10  # mails that come due under each fault


def faults() -> list[Row]:
    """M4: one fault after another under a worker that is never started again; then repair."""
    with Stack(is_secure=True) as stack:
        stack.worker()
        half_and_half(EACH)
        wait_for(is_drained, 120)
        for fault, seconds in FAULTS.items():
            stack.behave(fault)
            half_and_half(EACH)
            time.sleep(seconds)
        stack.behave("ok")
        drained_after = wait_for(is_drained, REPAIRED_WITHIN)
        owed_in_all = EACH * (len(FAULTS) + 1)
        accepted = stack.accepted()
        return [
            Row(name="faults: kinds", value=len(FAULTS)),
            Row(name="faults: mails", value=owed_in_all),
            Row(name="faults: not sent after repair", value=owed_in_all - in_state("sent"), limit=0),
            Row(name="faults: repeated", value=sum(accepted.values()) - len(accepted), limit=0),
            Row(name="faults: repair to the last mail", value=drained_after, limit=REPAIRED_WITHIN, unit="s"),
            *_refused_for_good(stack),
        ]


def _refused_for_good(stack: Stack) -> list[Row]:
    """M8 with it: each that failed is before its trainer, with its cause and a button."""
    stack.behave("rcpt 550 no such user")
    grants = list(live_grants())
    Message.objects.bulk_create(share_link(grant) for grant in grants)
    seconds = wait_for(lambda: in_state("failed") == len(grants), 60)
    causes = dict(Message.objects.values_list("client_id", "last_error"))
    shown = [item for item in _on_today(grants) if item.note and causes[item.client_id].startswith(item.note)]
    Message.objects.all().delete()
    Suppression.objects.all().delete()
    return [
        Row(name="550: mails", value=len(grants)),
        Row(name="550: failed at once", value=seconds, limit=60, unit="s"),
        Row(name="550: not before a trainer with cause and button", value=len(grants) - len(shown), limit=0),
    ]


def _on_today(grants: list[ConsentGrant]) -> Iterator[Item]:
    """What stands before the trainers of these clients about mail, with a button."""
    now = timezone.now()
    for trainer in {grant.client.lead_trainer for grant in grants}:
        wanted = Wanted(group=Group.MAIL, size=len(grants))
        rows = items(reading_of(trainer, now), wanted)
        yield from (item for item in rows if item.source.lines[item.code].posts)


def unclear_end(mails: int = 40) -> list[Row]:
    """The server takes each mail in and drops the line before its 250."""
    with Stack() as stack:
        stack.behave("drop")
        half_and_half(mails)
        (stack.folder / "go").touch()
        stack.sender()
        wait_for(lambda: in_state("unknown") == mails, 300)
        accepted = stack.accepted()
        secrets = set(Message.objects.filter(carries_secret=True).values_list("message_id", flat=True))
        most = max(times for name, times in accepted.items() if name not in secrets)
        return [
            Row(name="unclear end: mails", value=mails),
            Row(
                name="unclear end: most often that a secret went out",
                value=max(accepted[one] for one in secrets),
                limit=1,
            ),
            Row(name="unclear end: most often that another went out", value=most, limit=2),
            Row(name="unclear end: not marked unknown", value=mails - in_state("unknown"), limit=0),
        ]


def last_look(mails: int = 500) -> list[Row]:
    """M6: what is taken back before its mail goes is not sent, whichever of five ways it was taken back in."""
    with Stack() as stack:
        unwanted = _no_longer_wanted(mails // 5)
        wanted = [plain_mail(number) for number in range(20)]
        Message.objects.all().delete()  # what taking back owes is not counted here
        Message.objects.bulk_create([*wanted, *unwanted])
        (stack.folder / "go").touch()
        stack.sender()
        wait_for(is_drained, 300)
        sent = sum(stack.accepted().values())
        Suppression.objects.all().delete()
        return [
            Row(name="last look: no longer wanted", value=in_state("not-wanted")),
            Row(name="last look: sent all the same", value=len(unwanted) - in_state("not-wanted"), limit=0),
            Row(name="last look: wanted and missing", value=len(wanted) - sent, limit=0),
        ]


def _no_longer_wanted(each: int) -> list[Message]:
    """A closed account, a consent withdrawn, another address, reminders stopped, a client who has left."""
    closed = User.objects.create(email=f"{uuid7()}@people.example", name="Lee Ba", is_active=False)
    of_closed = [secret_mail(number) for number in range(each)]
    for mail in of_closed:
        mail.subject_id = closed.pk
    withdrawn, moved = list(live_grants()[:2])
    end_sharing(withdrawn, by=ConsentGrant.EndedBy.CLIENT, actor=Actor.client(withdrawn.client_id))
    to_withdrawn = [share_link(withdrawn) for _ in range(each)]
    to_former_address = [share_link(moved, to="former@clinic.example") for _ in range(each)]
    stopped = _homework(each, today=True)
    stop_reminders(Client.objects.get(pk=stopped[0].subject_id))
    left = _homework(each, today=True, but=stopped[0].subject_id)
    leaver = Client.objects.select_related("lead_trainer").get(pk=left[0].subject_id)
    archiving.archive(leaver, actor=Actor.user(leaver.lead_trainer))
    return [*of_closed, *to_withdrawn, *to_former_address, *stopped, *left]


def poison() -> list[Row]:
    """M7: one mail in a hundred can't be written, another has an address with a line break in it."""
    with Stack() as stack:
        mails = [secret_mail(number) for number in range(100)]
        mails[3].sealed_secrets = "not sealed by us"
        mails[50].to = "ana@home.example\r\nBcc: evil@evil.example"
        Message.objects.bulk_create(mails)
        (stack.folder / "go").touch()
        stack.sender()
        wait_for(lambda: in_state("sent") >= 98, 120)
        return [Row(name="poison: good mails of 98 not sent", value=98 - in_state("sent"), limit=0)]


def outage(due: int = 4_000) -> list[Row]:
    """M7, M8: after six hours without a server: reminders whose day has passed are dropped, the others sent."""
    with Stack() as stack:
        since = timezone.now() - timedelta(hours=6)
        passed = _homework(due // 2, today=False)
        waiting = [secret_mail(number, due_at=since) for number in range(due - len(passed))]
        Message.objects.bulk_create([*passed, *waiting], batch_size=500)
        late = report_late(now=timezone.now()).count
        browser = Browser(SERVER_NAME="127.0.0.1")
        red = browser.get("/healthz/mail").status_code
        (stack.folder / "go").touch()
        stack.sender()
        seconds = wait_for(is_drained, 3600)
        green = browser.get("/healthz/mail").status_code
        return [
            Row(name="outage: mails due", value=due),
            Row(name="outage: whose day has passed, and dropped", value=in_state("not-wanted")),
            Row(name="outage: whose day has passed, and sent", value=len(passed) - in_state("not-wanted"), limit=0),
            Row(name="outage: others not sent", value=len(waiting) - in_state("sent"), limit=0),
            Row(name="outage: until all were", value=seconds, unit="s"),
            Row(name="outage: which is for 10,000", value=seconds * 10_000 / due, limit=3600, unit="s"),
            Row(name="alarm: late mails that it does not count", value=due - late, limit=0),
            Row(name="alarm: health route not red meanwhile", value=int(red != 503), limit=0),
            Row(name="alarm: health route not green afterwards", value=int(green != 200), limit=0),
        ]


def _homework(count: int, *, today: bool, but: UUID | None = None) -> list[Message]:
    """The day's question to one client, of today or of the day before."""
    clients = Client.objects.active().exclude(confirmed_at=None).exclude(email="")
    client = (clients.exclude(pk=but) if but else clients).first()
    if client is None:
        raise AssertionError("the demo has no client")
    now = timezone.now()
    links, mails = [], []
    for _ in range(count):
        link, token = new_link(client, ClientLink.Purpose.HOMEWORK, expires_at=now + timedelta(days=2))
        link.on = today_in(client.time_zone, now) - timedelta(days=0 if today else 1)
        links.append(link)
        mails.append(
            unsaved_mail(
                HOMEWORK,
                to=client.mailbox,
                dedupe_key=f"drill:{uuid7()}",
                subject_id=client.pk,
                client_id=client.pk,
                due_at=now - timedelta(hours=6),
                secrets={"answer_token": token, "stop_token": token, "sharing_token": token},
            )
        )
    ClientLink.objects.bulk_create(links, batch_size=500)
    return mails
