"""Last week's exercises at home, ticked off on a phone at the session."""

from dataclasses import dataclass
from typing import Self

from careplan.home_weeks import Tick, TickedOffMeanwhileError, home_weeks
from clients.lifecycle import NotConfirmedError
from sessions_log.models import SyncConflict
from sessions_log.offline.context import OperationContext
from sessions_log.offline.fields import Fields
from sessions_log.offline.operation import Conflict, Operation
from sessions_log.offline.session_operations import not_confirmed


@dataclass(frozen=True)
class CheckIn(Operation):
    """Keeps what the client told of one exercise. What was ticked off elsewhere meanwhile stays, until it is settled."""

    tick: Tick

    type = "check_in"
    is_about_the_client = True
    versioned_by = "prescription"

    @classmethod
    def parse(cls, fields: Fields) -> Self:
        answers = ["", *dict(home_weeks().answers)]
        tick = Tick(
            fields.uuid("prescription"),
            fields.choice("answer", answers),
            frozenset(fields.days("days")),
            was=fields.choice("was", answers),
        )
        return cls(fields, tick)

    def apply(self, context: OperationContext) -> Conflict | None:
        is_sure = bool(context.resolution) or context.log is None  # without a session nobody could be asked about it
        try:
            home_weeks().tick_off(context.client, [self.tick], by=context.trainer, now=self.fields.at, force=is_sure)
        except TickedOffMeanwhileError as error:
            return Conflict(SyncConflict.Reason.VERSION, {"answer": error.answer})
        except NotConfirmedError:
            raise not_confirmed() from None
        return None
