"""Coverage and claims as the client tells them."""

from benefits.forms.claims import ClaimForm
from benefits.forms.coverage import LineForm, PlanForm

__all__ = ["ClaimForm", "LineForm", "PlanForm"]
