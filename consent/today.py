"""What consents have to tell on Today (clients/today.py): what waits, is about to lapse, or may not be used for now."""

from datetime import timedelta
from uuid import UUID

from django.db.models import Case, CharField, DateTimeField, F, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import Cast
from django.db.models.lookups import Exact
from django.http import Http404
from django.utils.translation import gettext as say, gettext_lazy as _

from accounts.models import User
from clients.models import Client
from clients.timeline import Page
from clients.today import MAILBOX_OF_CLIENT, NOW, SHOWN_FOR, TRAINER, Act, Group, Line, Section, Source, ago
from consent.addresses import ask_about_address
from consent.links import ConsentError, SharingEndedError, resend_share_link
from consent.models import AddressChange, ConsentGrant, Direction, Purpose, ShareLink
from consent.states import DISPUTED, PAUSED, SUSPENDED, UNCONFIRMED, blocked_rows

LAPSES_SOON = timedelta(days=14)
UNOPENED_FOR = timedelta(days=7)

_not_ended = Q(declined_at=None, withdrawn_at=None, replaced_at=None, ends_at__gt=NOW)
_given = Q(given_at__isnull=False)
_waits = _not_ended & Q(given_at=None) & ~Q(purpose=Purpose.REFERRAL)  # those are told as referrals
_lapses = _not_ended & _given & Q(direction=Direction.SHARE, ends_at__lt=ago(-LAPSES_SOON))
_disowned = Q(ended_by=ConsentGrant.EndedBy.PRACTITIONER, withdrawn_at__gt=ago(SHOWN_FOR))
_blocked = _not_ended & _given & blocked_rows() & Q(client__lead_trainer=TRAINER)
_changes = AddressChange.objects.filter(
    practitioner=OuterRef("practitioner"), old_address=OuterRef("for_address"), ended_at=None
)
_changed_at = Subquery(_changes.values("noticed_at")[:1])
_nothing = Cast(Value(None), DateTimeField())
# The states of a grant that Today tells, each with what says so; the first that is so counts.
_STATES: list[tuple[str, Q, Section, object]] = [
    ("disowned", Q(withdrawn_at__isnull=False), Section.YOU, F("withdrawn_at")),
    ("asked-to-hear", Q(given_at=None, direction=Direction.REQUEST), Section.OTHERS, F("requested_at")),
    ("asked-to-share", Q(given_at=None), Section.OTHERS, F("requested_at")),
    ("suspended", SUSPENDED.rows, Section.YOU, F("practitioner__suspended_at")),
    ("unconfirmed", UNCONFIRMED.rows, Section.YOU, F("unconfirmed_since")),
    ("disputed", PAUSED.rows & DISPUTED, Section.YOU, _changed_at),
    (
        "address-asked",
        PAUSED.rows & Q(asked_address=F("practitioner__email")),
        Section.OTHERS,
        F("address_asked_at"),
    ),
    ("address-in-person", PAUSED.rows & Q(Exact(MAILBOX_OF_CLIENT, Value(""))), Section.YOU, _changed_at),
    ("address-changed", PAUSED.rows, Section.YOU, _changed_at),
    ("lapses", _lapses, Section.YOU, _nothing),
]
_DETAIL = Page("consent:consent_detail", has_key=True)


def _by_state(place: int, field: CharField | DateTimeField | None = None) -> Case:
    """Of each grant what stands at a place of its row in _STATES."""
    cases = [When(state[1], then=state[place] if place else Value(state[0])) for state in _STATES]
    return Case(*cases, **({"output_field": field} if field else {}))


def _resend_link(client: Client, key: UUID, trainer: User) -> str:
    grant = _grant(client, key)
    try:
        resend_share_link(grant)
    except SharingEndedError:
        return say("Nothing is shared there any more, so no link was sent.")
    return say("A new link is on its way to %(name)s.") % {"name": grant.practitioner.name}


def _ask_about_address(client: Client, key: UUID, trainer: User) -> str:
    try:
        ask_about_address(_grant(client, key))
    except ConsentError:
        return say("Nothing was sent: it has been answered or ended meanwhile.")
    return say("Asked. %(name)s gets a mail.") % {"name": client.greeted}


def _grant(client: Client, key: UUID) -> ConsentGrant:
    grant = ConsentGrant.objects.filter(client=client, pk=key).select_related("practitioner").first()
    if grant is None:
        raise Http404
    return grant


SOURCES = [
    Source(
        group=Group.CONSENT,
        section=_by_state(2),
        urgency=Case(When(withdrawn_at__isnull=False, then=2), When(_blocked, then=3), default=7),
        rows=ConsentGrant.objects.filter(_waits | _lapses | _disowned | _blocked),
        topic="consent",
        code=_by_state(0, CharField()),
        practitioner="practitioner_id",
        since=_by_state(3, DateTimeField()),
        lines={
            "disowned": Line(_("%(who)s says that this is not their patient"), _("See the consent"), _DETAIL),
            "asked-to-hear": Line(_("Asked to hear from %(who)s"), _("See the question"), _DETAIL),
            "asked-to-share": Line(_("Asked to share with %(who)s"), _("See the question"), _DETAIL),
            "suspended": Line(_("%(who)s is suspended from the network"), _("See the consent"), _DETAIL),
            "unconfirmed": Line(
                _("A backup was restored: ask whether sharing with %(who)s still stands"), _("See the consent"), _DETAIL
            ),
            "disputed": Line(
                _("The earlier address of %(who)s said “this isn't me”: call them, then ask the client in person"),
                _("See the consent"),
                _DETAIL,
            ),
            "address-asked": Line(
                _("Asked whether it goes on with the new address of %(who)s"), _("See the question"), _DETAIL
            ),
            "address-in-person": Line(
                _("The address of %(who)s changed: ask the client again"), _("Ask in person"), _DETAIL
            ),
            "address-changed": Line(
                _("The address of %(who)s changed: ask the client again"),
                _("Ask by mail"),
                _DETAIL,
                Act(_ask_about_address, lead_only=True),
            ),
            "lapses": Line(
                _("Sharing with %(who)s is about to lapse"),
                _("Ask for consent again"),
                Page(name="ask_consent"),
                names_practitioner=True,
            ),
        },
    ),
    Source(
        group=Group.CONSENT,
        section=Section.OTHERS,
        rows=ShareLink.objects.filter(
            grant__in=ConsentGrant.objects.live(NOW),  # type: ignore[arg-type]
            first_opened_at=None,
            revoked_at=None,
            created_at__lt=ago(UNOPENED_FOR),
        ),
        client="grant__client",
        topic="consent",
        subject="grant_id",
        key="grant_id",
        practitioner="grant__practitioner_id",
        since="created_at",
        lines={
            "unopened-link": Line(
                _("%(who)s has not opened the link"),
                _("Send the link again"),
                _DETAIL,
                Act(_resend_link, lead_only=True),
            )
        },
    ),
]
