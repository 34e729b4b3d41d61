"""Red flags that a phone raises."""

from dataclasses import dataclass
from typing import Self
from uuid import UUID

from django.http import Http404
from django.utils.translation import gettext as _

from clients.lifecycle import NotConfirmedError
from practitioners.models import RedFlag
from sessions_log.flags import keep_flag
from sessions_log.models import RedFlagReport
from sessions_log.offline.context import OperationContext
from sessions_log.offline.fields import Fields, RefusedError
from sessions_log.offline.operation import Conflict, Operation
from sessions_log.offline.session_operations import not_confirmed
from web.keys import uuid7


@dataclass(frozen=True)
class RaiseFlag(Operation):
    """Notes the sign with the session, or with the client alone where that has not begun or is gone."""

    report_id: UUID
    code: str
    done: str

    type = "raise_flag"
    is_about_the_client = True

    @classmethod
    def parse(cls, fields: Fields) -> Self:
        return cls(fields, fields.uuid("raised"), fields.text("flag", at_most=40), fields.what_was_done())

    def apply(self, context: OperationContext) -> Conflict | None:
        red_flag = RedFlag.objects.filter(code=self.code).first()
        if red_flag is None:
            raise RefusedError(
                _("This sign is not on the list any more. Note another one, on the client's page under “Red flag”.")
            )
        if RedFlagReport.objects.filter(pk=self.report_id).exclude(client=context.client).exists():
            raise Http404
        try:
            keep_flag(
                context.client,
                red_flag,
                by=context.trainer,
                done=self.done,
                session=context.session,
                key=uuid7() if context.resolution else self.report_id,
                at=self.fields.at,
            )
        except NotConfirmedError:
            raise not_confirmed() from None
        return None
