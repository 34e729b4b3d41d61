"""Coverage and claims as the client tells them."""

from benefits.forms.booklet import BookletForm
from benefits.forms.claims import ClaimForm
from benefits.forms.coverage import LineForm, PlanForm

__all__ = ["BookletForm", "ClaimForm", "LineForm", "PlanForm"]
