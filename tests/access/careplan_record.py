"""What a record has of its care plan."""

from datetime import timedelta
from functools import cached_property
from typing import Any

from django.utils import timezone

from tests.factories.careplan import (
    CareTeamMemberFactory,
    DemonstrationFactory,
    DocumentFactory,
    GoalFactory,
    GuidanceFactory,
    HomePauseFactory,
    IntakeFactory,
    NamedPersonFactory,
    OwnIntakeFactory,
    PrescriptionFactory,
    QuestionFactory,
    ReadinessScreeningFactory,
    ReplyFactory,
    VisitFactory,
)


class CarePlanned:
    """A part of `Record`."""

    client: Any
    practitioner: Any

    @cached_property
    def guidance(self):
        return GuidanceFactory(client=self.client, practitioner=self.practitioner)

    @cached_property
    def prescription(self):
        prescription = PrescriptionFactory(client=self.client, practitioner=self.practitioner)
        DemonstrationFactory(prescription=prescription)
        return prescription

    @cached_property
    def home_pause(self):
        return HomePauseFactory(client=self.client)

    @cached_property
    def question(self):
        return QuestionFactory(client=self.client, practitioner=self.practitioner)

    @cached_property
    def reply(self):
        return ReplyFactory(client=self.client, practitioner=self.practitioner)

    @cached_property
    def reply_about_load(self):
        return ReplyFactory(
            client=self.client, practitioner=self.practitioner, kind="change-load", read_at=timezone.now()
        )

    @cached_property
    def document(self):
        return DocumentFactory(client=self.client, practitioner=self.practitioner)

    @cached_property
    def goal(self):
        return GoalFactory(
            client=self.client,
            measure="Chair stand",
            unit="reps",
            baseline=11,
            target=14,
            target_date=timezone.localdate(),
        )

    @cached_property
    def intake(self):
        return IntakeFactory(client=self.client)

    @cached_property
    def own_intake(self):
        return OwnIntakeFactory(client=self.client)

    @cached_property
    def named_person(self):
        return NamedPersonFactory(own_intake=self.own_intake)

    @cached_property
    def screening(self):
        return ReadinessScreeningFactory(client=self.client)

    @cached_property
    def member(self):
        return CareTeamMemberFactory(client=self.client, practitioner=self.practitioner)

    @cached_property
    def visit(self):
        """Booked for a day that has passed, and nobody has said how it was."""
        return VisitFactory(member=self.member, on=timezone.localdate() - timedelta(days=3))
