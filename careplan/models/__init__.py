"""What is asked of a client's training, and by whom."""

from careplan.models.alignment import PlanLink
from careplan.models.care_team import CareTeamMember, Visit
from careplan.models.choices import HowItCame, Side
from careplan.models.correspondence import Document, Question, Reply
from careplan.models.demonstrations import Demonstration
from careplan.models.goals import Goal
from careplan.models.guidance import Guidance
from careplan.models.home_plan import HomePause, HomePlan
from careplan.models.intake import Intake, NamedPerson, OwnIntake, ReadinessScreening
from careplan.models.prescriptions import Prescription

__all__ = [
    "CareTeamMember",
    "Demonstration",
    "Document",
    "Goal",
    "Guidance",
    "HomePause",
    "HomePlan",
    "HowItCame",
    "Intake",
    "NamedPerson",
    "OwnIntake",
    "PlanLink",
    "Prescription",
    "Question",
    "ReadinessScreening",
    "Reply",
    "Side",
    "Visit",
]
