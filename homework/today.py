"""What homework has to tell on Today (clients/today.py): pain that is up, and answers that stopped coming."""

from datetime import timedelta
from uuid import UUID

from django.db.models import Avg, Case, CharField, Exists, F, FloatField, Max, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import Cast, Concat
from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as say
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from careplan.models import Prescription
from careplan.models.period import touching
from clients.models import Client, ContactNote
from clients.timeline import Page
from clients.today import Act, Group, Line, Section, Source, ago, day_ago
from homework.models import HomeworkCheckIn
from web.keys import key_like
from web.once import get_or_create_by_key

QUIET_FOR = timedelta(days=7)
UP_FOR = timedelta(days=7)  # how long a day's pain is news
BEFORE = 35  # days that what is usual is taken from
# The smallest change of pain that counts, by what it was before: as measures/catalogue.py has it of "nprs".
UP_BY = Case(When(before__lte=7, then=F("before") + 2), default=F("before") + 3, output_field=FloatField())

_answers = HomeworkCheckIn.objects.filter(
    prescription__client=OuterRef("prescription__client"), pain__isnull=False
).order_by()
_before = (
    _answers.filter(on__lt=OuterRef("on"), on__gte=day_ago(BEFORE))
    .values("prescription__client")
    .annotate(mean=Avg("pain"))
    .values("mean")
)
_later = _answers.filter(on__gt=OuterRef("on"))
_spoken = ContactNote.objects.filter(client=OuterRef("prescription__client"), at__gte=OuterRef("answered_at"))
_pain_is_up = (
    HomeworkCheckIn.objects.filter(pain__isnull=False, answered_at__gt=ago(UP_FOR))
    .annotate(before=Subquery(_before, output_field=FloatField()))
    .filter(~Exists(_later), ~Exists(_spoken), pain__gte=UP_BY)
)

_at_home = Prescription.objects.filter(
    touching(day_ago(), day_ago()),  # type: ignore[arg-type]
    client=OuterRef("pk"),
    stopped_at=None,
    starts_on__lt=day_ago(QUIET_FOR.days),
).at_home()
_of_client = HomeworkCheckIn.objects.filter(prescription__client=OuterRef("pk")).order_by()
_last_answer = _of_client.values("prescription__client").annotate(last=Max("answered_at")).values("last")
_asked_lately = ContactNote.objects.filter(client=OuterRef("pk"), at__gt=ago(QUIET_FOR))
_is_quiet = Q(Exists(_at_home), ~Exists(_of_client.filter(answered_at__gte=ago(QUIET_FOR))), ~Exists(_asked_lately))


def _pain_in_words(figures: str) -> str:
    pain, before = figures.split("|")
    return say("Pain %(pain)s of 10 at home, about %(before)d in the weeks before") % {
        "pain": pain,
        "before": round(float(before)),
    }


def _called(client: Client, key: UUID, trainer: User) -> str:
    """Notes a call about a day's pain, once."""
    _require_check_in(client, key)
    return _note_call(client, key_like(key, "called"), trainer)


def _take_back_call(client: Client, key: UUID) -> None:
    _require_check_in(client, key)
    ContactNote.objects.filter(client=client, pk=key_like(key, "called")).delete()


def _asked(client: Client, key: UUID, trainer: User) -> str:
    """Notes that the client was asked how homework goes, once a day."""
    _require_self(client, key)
    return _note_call(client, _asked_key(client), trainer)


def _take_back_asking(client: Client, key: UUID) -> None:
    _require_self(client, key)
    ContactNote.objects.filter(client=client, pk=_asked_key(client)).delete()


def _require_check_in(client: Client, key: UUID) -> None:
    if not HomeworkCheckIn.objects.filter(prescription__client=client, pk=key).exists():
        raise Http404


def _require_self(client: Client, key: UUID) -> None:
    """The key of a row about a client is the client's own."""
    if key != client.pk:
        raise Http404


def _asked_key(client: Client) -> UUID:
    return key_like(client.pk, f"asked:{timezone.localdate()}")


def _note_call(client: Client, key: UUID, trainer: User) -> str:
    values = {"kind": ContactNote.Kind.CALLED, "by": trainer}
    get_or_create_by_key(ContactNote, key, owner={"client": client}, values=values)
    return say("Noted among the contacts with %(name)s.") % {"name": client.name}


SOURCES = [
    Source(
        group=Group.HOMEWORK,
        section=Section.NOW,
        urgency=4,
        rows=_pain_is_up,
        client="prescription__client",
        topic="pain",
        subject="prescription__client_id",
        since="answered_at",
        words=Concat(Cast("pain", CharField()), Value("|"), Cast("before", CharField()), output_field=CharField()),
        words_in_full=_pain_in_words,
        remark="note",
        lines={
            "pain-up": Line(_("Pain is up"), _("I have called"), Page(name="prepare"), Act(_called, _take_back_call))
        },
    ),
    Source(
        group=Group.HOMEWORK,
        section=Section.OTHERS,
        urgency=6,
        rows=Client.objects.active().filter(_is_quiet),
        client="pk",
        topic="homework",
        since=Subquery(_last_answer),
        lines={
            "quiet-homework": Line(
                _("Homework has gone quiet"),
                _("I have asked them"),
                Page("clients:contacts"),
                Act(_asked, _take_back_asking),
            )
        },
    ),
]
