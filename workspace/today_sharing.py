"""What Today says of consents, links and referrals."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db.models import OuterRef, Q, Subquery
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from clients.models import Client
from consent.models import ADDRESS_HOLDS, IS_SUSPENDED, AddressChange, ConsentGrant, Direction, Purpose, ShareLink
from referrals.models import Attempt
from web.words import StrOrPromise
from workspace.today_row import Clients, Group, TodayRow

LAPSES_SOON = timedelta(days=14)
UNOPENED_FOR = timedelta(days=7)
ANSWERS_SHOWN_FOR = timedelta(days=14)

REFERRAL_WORDS: dict[str, tuple[Group, StrOrPromise, StrOrPromise]] = {
    Attempt.Status.DRAFT: ("client", gettext_lazy("Asked to be referred to %(name)s"), gettext_lazy("Look")),
    Attempt.Status.REQUESTED: (
        "practitioner",
        gettext_lazy("Referral to %(name)s waits for an answer"),
        gettext_lazy("Look"),
    ),
    Attempt.Status.ACCEPTED: ("practitioner", gettext_lazy("%(name)s has accepted the referral"), gettext_lazy("Look")),
    Attempt.Status.IN_PROGRESS: (
        "practitioner",
        gettext_lazy("Referral to %(name)s is under way"),
        gettext_lazy("Look"),
    ),
    Attempt.Status.ON_HOLD: (
        "practitioner",
        gettext_lazy("%(name)s has put the referral on hold"),
        gettext_lazy("See why"),
    ),
    Attempt.Status.COMPLETED: (
        "you",
        gettext_lazy("%(name)s has written what came of the referral"),
        gettext_lazy("Read it"),
    ),
    Attempt.Status.REJECTED: ("you", gettext_lazy("%(name)s has declined the referral"), gettext_lazy("See why")),
    Attempt.Status.FAILED: ("you", gettext_lazy("The referral to %(name)s did not work out"), gettext_lazy("See why")),
}


def consents(trainer: User, clients: Clients, now: datetime) -> Iterator[TodayRow]:
    standing = Q(declined_at=None, withdrawn_at=None, replaced_at=None, ends_at__gt=now)
    waits = standing & Q(given_at=None) & ~Q(purpose=Purpose.REFERRAL)  # those are told as referrals
    lapses = standing & Q(given_at__isnull=False, direction=Direction.SHARE, ends_at__lt=now + LAPSES_SOON)
    disowned = Q(ended_by=ConsentGrant.EndedBy.PRACTITIONER, withdrawn_at__gt=now - ANSWERS_SHOWN_FOR)
    shut = standing & Q(given_at__isnull=False) & (~ADDRESS_HOLDS | IS_SUSPENDED) & Q(client__lead_trainer=trainer)
    grants = ConsentGrant.objects.filter(waits | lapses | disowned | shut, client__in=clients)
    changes = AddressChange.objects.filter(practitioner=OuterRef("practitioner"), old_address=OuterRef("for_address"))
    changed_at = Subquery(changes.filter(ended_at=None).values("noticed_at")[:1])
    for grant in grants.select_related("practitioner").annotate(address_changed_at=changed_at):
        client = clients[grant.client_id]
        row = _shut_row if grant.state in {"paused", "suspended"} else _consent_row
        yield row(grant, client)


def _shut_row(grant: ConsentGrant, client: Client) -> TodayRow:
    """A consent that may not be used: the practitioner is suspended, or has another address than was agreed to."""
    practitioner, changed_at = grant.practitioner, grant.address_changed_at  # type: ignore[attr-defined]
    name = {"name": practitioner.name}
    detail = reverse("consent:consent_detail", args=[client.pk, grant.pk])
    if grant.state == "suspended":
        sentence = _("%(name)s is suspended from the network") % name
        return TodayRow("you", client.name, sentence, practitioner.suspended_at, detail, _("Look"))
    if grant.address_is_disputed:
        sentence = (
            _("The earlier address of %(name)s said “this isn't me”: call them, then ask the client in person") % name
        )
        return TodayRow("you", client.name, sentence, changed_at, detail, _("Look"))
    if grant.asked_address == practitioner.email:
        sentence = _("Asked whether it goes on with the new address of %(name)s") % name
        return TodayRow("client", client.name, sentence, grant.address_asked_at, detail, _("Look"))
    sentence = _("The address of %(name)s changed: ask the client again") % name
    if not client.mailbox:
        return TodayRow("you", client.name, sentence, changed_at, detail, _("Ask in person"))
    page = reverse("consent:ask_address", args=[client.pk, grant.pk])
    return TodayRow("you", client.name, sentence, changed_at, page, _("Ask by mail"), posts=True)


def _consent_row(grant: ConsentGrant, client: Client) -> TodayRow:
    client_name, name = client.name, {"name": grant.practitioner.name}
    detail = reverse("consent:consent_detail", args=[grant.client_id, grant.pk])
    if grant.withdrawn_at:
        sentence = _("%(name)s says that this is not their patient") % name
        return TodayRow("you", client_name, sentence, grant.withdrawn_at, detail, _("Look"))
    if grant.given_at is None:
        sentence = (_("Asked to hear from %(name)s") if grant.obtains else _("Asked to share with %(name)s")) % name
        return TodayRow("client", client_name, sentence, grant.requested_at, detail, _("Look"))
    page = reverse("consent:ask_consent", args=[grant.client_id]) + f"?practitioner={grant.practitioner_id}"
    sentence = _("Sharing with %(name)s is about to lapse") % name
    return TodayRow("you", client_name, sentence, None, page, _("Ask again"))


def unopened_links(clients: Clients, now: datetime) -> Iterator[TodayRow]:
    links = ShareLink.objects.filter(
        grant__in=ConsentGrant.objects.live(now).filter(client__in=clients),
        first_opened_at=None,
        revoked_at=None,
        created_at__lt=now - UNOPENED_FOR,
    )
    rows = links.values_list("grant__client", "grant", "grant__practitioner__name", "created_at")
    for client_id, grant_id, name, sent_at in rows:
        page = reverse("consent:consent_detail", args=[client_id, grant_id])
        sentence = _("%(name)s has not opened the link") % {"name": name}
        yield TodayRow("practitioner", clients[client_id].name, sentence, sent_at, page, _("Send again"))


def referrals(clients: Clients, now: datetime) -> Iterator[TodayRow]:
    ended_lately = Q(
        status__in=[Attempt.Status.REJECTED, Attempt.Status.FAILED], status_since__gt=now - ANSWERS_SHOWN_FOR
    )
    still_open = Q(pk__in=Attempt.objects.open().values("pk"))
    attempts = Attempt.objects.filter(still_open | ended_lately, referral__client__in=clients)
    rows = attempts.values_list("pk", "referral__client", "practitioner__name", "status", "status_since")
    for key, client_id, name, status, since in rows:
        page = reverse("referrals:detail", args=[client_id, key])
        group, sentence, act = REFERRAL_WORDS[status]
        yield TodayRow(group, clients[client_id].name, sentence % {"name": name}, since, page, act)
