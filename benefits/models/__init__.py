"""Health coverage as the client told us: plans, lines and claims. What is left is computed, never stored."""

from benefits.models.booklet import Booklet
from benefits.models.claim import Claim
from benefits.models.plan import BenefitLine, CoveragePlan, Insurer
from benefits.models.reminding import STEPS, LapseAnswer, ReminderChoice

__all__ = ["STEPS", "BenefitLine", "Booklet", "Claim", "CoveragePlan", "Insurer", "LapseAnswer", "ReminderChoice"]
