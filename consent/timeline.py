"""What was asked and agreed to, in a client's timeline (clients/timeline.py)."""

from collections.abc import Sequence

from django.db.models import Value
from django.db.models.functions import Concat
from django.utils.translation import gettext as _, gettext_lazy

from clients.timeline import Group, Kind, Page, Words, words_alone
from consent.models import ConsentGrant
from web.words import StrOrPromise


def _what(row: Words) -> str:
    words = {
        "share care": _("share with %(who)s"),
        "share referral": _("be referred to %(who)s"),
        "request care": _("hear from %(who)s"),
    }
    return words[row.note] % {"who": row.who}


def _why_it_ended(rows: Sequence[Words]) -> str:
    """Of a consent that has ended, who ended it where that was neither the client nor the trainer."""
    row = rows[0]
    if row.more == ConsentGrant.EndedBy.REFERRAL:
        return _("with the referral that it was for")
    if row.more == ConsentGrant.EndedBy.PRACTITIONER:
        return _("%(who)s says that this is not their patient") % {"who": row.who}
    return ""


def _kind(code: str, title: StrOrPromise, at: str, *, more: str = "") -> Kind:
    return Kind(
        code=code,
        group=Group.CONSENT,
        title=title,
        rows=ConsentGrant.objects.filter(**{f"{at}__isnull": False}),
        at=at,
        who="practitioner__name",
        disciplines=("practitioner__discipline",),
        more=more,
        note=Concat("direction", Value(" "), "purpose"),
        note_in_words=_what,
        texts=words_alone,
        facts=_why_it_ended,
        page=Page("consent:consent_detail", has_key=True, is_leads=True),
    )


KINDS = [
    _kind("consent-asked", gettext_lazy("Asked for consent to %(note)s"), "requested_at"),
    _kind("consent-given", gettext_lazy("Agreed to %(note)s"), "given_at"),
    _kind("consent-declined", gettext_lazy("Declined to %(note)s"), "declined_at"),
    _kind("consent-withdrawn", gettext_lazy("Ended the consent to %(note)s"), "withdrawn_at", more="ended_by"),
]
