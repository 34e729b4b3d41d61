"""Why a referral that came in was declined, paused or ended: choices, so that nothing about health is written there."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Reason(models.TextChoices):
    FULL = "full", _("no room for new clients at the moment")
    NOT_MINE = "not-mine", _("they need something else than I offer")
    TOO_FAR = "too-far", _("place or hours don't fit")
    NOT_REACHED = "not-reached", _("the client could not be reached")
    NO_SHOW = "no-show", _("the client did not come")
    AWAITS_CLEARANCE = "awaits-clearance", _("waits for a practitioner's word")
    BREAK = "break", _("a break that was agreed with the client")
    CLIENT_NO = "client-no", _("the client does not want to")
    CLIENT_ENDED = "client-ended", _("the client has ended it")
    NOT_ME = "not-me", _("the address is somebody else's")
    ASKED_ALREADY = "asked-already", _("their guardian is asked already")
    NOT_WANTED = "not-wanted", _("mail to this address is not wanted")
    NO_ANSWER = "no-answer", _("the client has not answered")
    WITHDRAWN = "withdrawn", _("taken back by who referred")
    TRAINER_LEFT = "trainer-left", _("the trainer no longer works here")


class Progress(models.TextChoices):
    """What a trainer may tell the practitioner between the first and the last word: nothing about health."""

    AS_PLANNED = "as-planned", _("trains as planned")
    LESS = "less", _("trains, less often than planned")
    ALMOST_DONE = "almost-done", _("comes to the end of what was planned")


DECLINE = (Reason.FULL, Reason.NOT_MINE, Reason.TOO_FAR, Reason.NOT_REACHED)
PAUSE = (Reason.BREAK, Reason.AWAITS_CLEARANCE)
FAIL = (Reason.NO_SHOW, Reason.NOT_REACHED, Reason.CLIENT_ENDED, Reason.NOT_MINE)


def in_words(code: str) -> str:
    """A code of an event as it is read; "" for none."""
    for choices in (Reason, Progress):
        if code in choices.values:
            return str(choices(code).label)
    return code
