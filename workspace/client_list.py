"""A trainer's clients: which of them a search and filters leave. What a row shows stands in `client_rows.py`."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime

from django import forms
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from careplan.models import CareTeamMember, ReadinessScreening
from careplan.readiness import READINESS_WANTING, with_newest_screening
from clients.models import LEAD, Client
from consent.models import ConsentGrant, Direction
from practitioners.models import Practitioner
from web.form_fields import LineField
from web.zones import TIME_ZONES, today_in

PHYSIOS = ("physiotherapist", "pelvic-health-physiotherapist")

STATES = [
    ("", _("All but archived")),
    ("in-care", _("In care")),
    ("unconfirmed", _("Waits for confirmation")),
    ("not-me", _("Wrong address")),
    ("archived", _("Archived")),
]


class ClientListForm(forms.Form):
    """What stands in the list's address; the fields combine."""

    q = LineField(
        label=_("Name, e-mail or phone"),
        required=False,
        max_length=100,
        widget=forms.TextInput({"type": "search"}),
    )
    state = forms.ChoiceField(label=_("State"), required=False, choices=STATES)
    physio = forms.BooleanField(label=_("Sees a physio"), required=False)
    readiness = forms.BooleanField(label=READINESS_WANTING, required=False)
    consent = forms.BooleanField(label=_("Consent missing for somebody of the care team"), required=False)


@dataclass(frozen=True)
class Wanted:
    """What the trainer looks for: all of it together."""

    words: str = ""
    state: str = ""  # of STATES
    physio: bool = False
    readiness: bool = False
    consent: bool = False

    @classmethod
    def of(cls, form: ClientListForm) -> "Wanted":
        """What a form asks for; whatever in it is no choice of ours is left out."""
        form.is_valid()
        answers = form.cleaned_data
        words = answers.pop("q", "")
        return cls(words=words, **answers)

    @property
    def narrows(self) -> bool:
        return bool(self.words or self.filters)

    @property
    def filters(self) -> bool:
        """Whether anything but words filters the list."""
        return bool(self.state or self.physio or self.readiness or self.consent)


def clients_wanted(
    trainer: User, wanted: Wanted, *, lead: bool = False, now: datetime | None = None
) -> QuerySet[Client]:
    """The trainer's clients that are looked for, each with what `careplan.readiness.standing_of` reads.

    With `lead` only those whom the trainer leads.
    """
    moment = now or timezone.now()
    mine = Client.objects.visible_to(trainer, permission=LEAD) if lead else Client.objects.visible_to(trainer)
    matches = with_newest_screening(mine.matching(wanted.words).filter(_in_state(wanted.state)))
    # By key, not by Exists: on SQLite that walks all permissions (docs/decisions.md).
    if wanted.physio:
        matches = matches.filter(pk__in=_with_a_physio())
    if wanted.readiness:
        matches = matches.filter(_to_look_at(moment))
    if wanted.consent:
        matches = matches.filter(pk__in=without_consent(Client.objects.visible_to(trainer), moment).values("client"))
    return matches


def _in_state(state: str) -> Q:
    status, active = Client.Status, Q(status=Client.Status.ACTIVE)
    return {
        "in-care": active & Q(confirmed_at__isnull=False),
        "unconfirmed": active & Q(confirmed_at=None),
        "not-me": Q(status=status.NOT_ME),
        "archived": Q(status=status.ARCHIVED),
    }.get(state, ~Q(status=status.ARCHIVED))


def _with_a_physio() -> QuerySet:
    """Of the network, or a name alone."""
    works_as = Q(practitioner__discipline__code__in=PHYSIOS) | Q(discipline__code__in=PHYSIOS)
    return CareTeamMember.objects.filter(works_as, left_on=None).values("client")


def _to_look_at(now: datetime) -> Q:
    """Confirmed, and without a screening that clears them on their own calendar day. (Nobody is screened before.)"""
    zones: dict[date, list[str]] = defaultdict(list)
    for zone, _label in TIME_ZONES:
        zones[today_in(zone, now)].append(zone)
    wanting = Q(screening_lapses_on=None) | Q(screening_outcome=ReadinessScreening.Outcome.REFER_FIRST)
    for day, there in zones.items():
        wanting |= Q(time_zone__in=there, screening_lapses_on__lte=day)
    return wanting & Q(confirmed_at__isnull=False)


def without_consent(clients: QuerySet[Client], now: datetime) -> QuerySet[CareTeamMember]:
    """Those of the care teams with whom sharing neither stands nor waits for an answer.

    A name alone can't be asked about, nor somebody who is suspended.
    """
    shares = ConsentGrant.objects.not_ended().filter(
        direction=Direction.SHARE,
        ends_at__gt=now,
        client=OuterRef("client"),
        practitioner=OuterRef("practitioner"),
    )
    team = CareTeamMember.objects.filter(client__in=clients.values("pk"), left_on=None, practitioner__isnull=False)
    return team.exclude(practitioner__verification__in=Practitioner.Verification.out_of_network()).exclude(
        Exists(shares)
    )
