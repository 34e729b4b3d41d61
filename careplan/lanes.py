"""What a discipline may ask of a client's training, and in which words it is told when it may not."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from careplan.models import Guidance
from practitioners.models import Discipline, Practitioner


class OutOfLaneError(Exception):
    """The practitioner's discipline may not ask for this; the message says what it may do."""


def kinds_allowed(discipline: Discipline) -> list[str]:
    """The kinds of guidance that this discipline may give."""
    if discipline.may_set_restrictions == Discipline.MayRestrict.YES:
        return [Guidance.Kind.DONT, Guidance.Kind.CAUTION, Guidance.Kind.DO]
    if discipline.may_set_restrictions == Discipline.MayRestrict.CAUTION_ONLY:
        return [Guidance.Kind.CAUTION, Guidance.Kind.DO]
    return []


def kinds_offered(practitioner: Practitioner) -> list[str]:
    """The kinds that a practitioner may write themselves: those of the lane, and a don't once they are verified."""
    kinds = kinds_allowed(practitioner.discipline)
    return kinds if practitioner.is_verified else [kind for kind in kinds if kind != Guidance.Kind.DONT]


def may_prescribe(discipline: Discipline) -> bool:
    """Whether this discipline may ask for exercises; some for self-care alone."""
    return discipline.may_prescribe_exercise != Discipline.MayPrescribe.NO


def guidance_note(discipline: Discipline) -> str | Promise:
    """What a discipline without the right to set restrictions is told; "" for the others."""
    if discipline.may_set_restrictions == Discipline.MayRestrict.CAUTION_ONLY:
        return _(
            "In your discipline's lane you can give a caution or a do, not a don't. "
            "Where something must be left out, a physiotherapist or physician can say so."
        )
    if discipline.may_set_restrictions == Discipline.MayRestrict.NO:
        return _("Setting restrictions on training is not in your discipline's lane.")
    return ""


def own_guidance_note(practitioner: Practitioner) -> str | Promise:
    """What a practitioner who writes guidance themselves is told that they can't; "" where nothing is held back."""
    if not practitioner.is_verified and Guidance.Kind.DONT in kinds_allowed(practitioner.discipline):
        return _(
            "Your licence has not been looked up yet. Until an admin of the network has done so you can give a "
            "caution or a do, not a don't. Where something must be left out now, call the trainer."
        )
    return guidance_note(practitioner.discipline)


def prescription_note(discipline: Discipline) -> str | Promise:
    """What a discipline that may prescribe self-care only, or nothing, is told; "" for the others."""
    if discipline.may_prescribe_exercise == Discipline.MayPrescribe.SELF_CARE:
        return _("In your discipline's lane this is self-care: stretches, mobility, easy movement at home.")
    if discipline.may_prescribe_exercise == Discipline.MayPrescribe.NO:
        return _("Prescribing exercise is not in your discipline's lane.")
    return ""


def guidance_note_about(practitioner: Practitioner) -> str | Promise:
    """The same about somebody else, for a trainer who writes down their word; "" where nothing is held back."""
    names = {"name": practitioner.name, "discipline": practitioner.discipline.name}
    restrict = practitioner.discipline.may_set_restrictions
    if restrict == Discipline.MayRestrict.CAUTION_ONLY:
        return _("%(name)s (%(discipline)s) can give a caution or a do, not a don't.") % names
    if restrict == Discipline.MayRestrict.NO:
        return _("Setting restrictions on training is not in the lane of %(name)s (%(discipline)s).") % names
    return ""


def prescription_note_about(practitioner: Practitioner) -> str | Promise:
    """What somebody may ask for at most, for a trainer who writes it down; "" where nothing is held back."""
    names = {"name": practitioner.name, "discipline": practitioner.discipline.name}
    prescribe = practitioner.discipline.may_prescribe_exercise
    if prescribe == Discipline.MayPrescribe.SELF_CARE:
        return _("%(name)s (%(discipline)s) asks for self-care: stretches, mobility, easy movement at home.") % names
    if prescribe == Discipline.MayPrescribe.NO:
        return _("Prescribing exercise is not in the lane of %(name)s (%(discipline)s).") % names
    return ""
