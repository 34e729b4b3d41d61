"""The first steps with a client of whom nothing was logged yet: a list that ticks itself off."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from clients.models import Client
from workspace.first_steps import FirstStep


def client_steps(client: Client, *, is_screened: bool, has_team: bool, has_trained: bool) -> list[FirstStep]:
    """What comes first with this client; none once a session was logged, nor while the record is shut (no query)."""
    if has_trained or client.status != Client.Status.ACTIVE or client.is_shut:
        return []
    is_confirmed = client.confirmed_at is not None
    return [
        FirstStep(
            _("Add who looks after them"),
            _("A physio, a massage therapist, a physician: whoever has a word on their training."),
            has_team,
            reverse("careplan:add_member", args=[client.pk]),
        ),
        FirstStep(
            _("Record a readiness screening"),
            _("Whether they may train as they are; it counts for a year.")
            if is_confirmed
            else _("As soon as the client has confirmed: until then no health detail is kept."),
            is_screened,
            reverse("careplan:readiness", args=[client.pk]) if is_confirmed else "",
        ),
        FirstStep(
            _("Plan the first session"),
            _("It stands on Today on its day, with what to prepare.")
            if is_confirmed
            else _("As soon as the client has confirmed: until then no session is kept."),
            is_done=False,
            url=reverse("sessions_log:plan", args=[client.pk]) if is_confirmed else "",
        ),
    ]
