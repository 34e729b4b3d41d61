"""The first steps of an empty installation: a list that ticks itself off, from what is so at this moment."""

from dataclasses import dataclass

from django.db.models import Exists, QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from careplan.models import CareTeamMember
from clients.models import Client
from sessions_log.models import PlannedSession, TrainingSession
from web.words import StrOrPromise


@dataclass(frozen=True)
class FirstStep:
    """As templates/components/first_steps.html shows it."""

    words: StrOrPromise
    why: StrOrPromise
    is_done: bool
    url: str = ""  # where it is done; "" for what has to wait for the step before


def first_steps(care: QuerySet[Client]) -> list[FirstStep]:
    """What a trainer with these clients begins with; none once all of it is done (one query)."""
    keys = care.order_by().values("pk")
    has_team = Exists(CareTeamMember.objects.filter(client__in=keys))
    has_plan = Exists(PlannedSession.objects.filter(client__in=keys))
    has_trained = Exists(TrainingSession.objects.filter(client__in=keys))
    first = care.order_by("created_at").annotate(has_team=has_team, has_session=has_plan | has_trained)
    client, *done = first.values_list("pk", "has_team", "has_session").first() or (None, False, False)
    if client and all(done):
        return []
    return [
        FirstStep(
            _("Add your first client"),
            _("A name and an e-mail address are enough to begin with."),
            client is not None,
            reverse("careplan:add_client"),
        ),
        FirstStep(
            _("Say who else looks after them"),
            _("A physio, a massage therapist, a physician: whoever has a word on their training."),
            done[0],
            reverse("careplan:add_member", args=[client]) if client else "",
        ),
        FirstStep(
            _("Plan the first session"),
            _("It stands here on its day, with what to prepare."),
            done[1],
            reverse("sessions_log:plan", args=[client]) if client else "",
        ),
    ]
