"""What all operations of a phone have in common."""

from dataclasses import dataclass, field
from typing import Any, ClassVar, Self

from sessions_log.offline.context import OperationContext
from sessions_log.offline.fields import Fields


@dataclass(frozen=True)
class Conflict:
    """The operation met another change."""

    reason: str  # SyncConflict.Reason
    server_state: dict[str, Any] = field(default_factory=dict)  # what is saved, by the operation's own names


@dataclass(frozen=True)
class Operation:
    """One tap on a phone: what it says, and what it does to its session, by the rules of the plain forms."""

    fields: Fields

    type: ClassVar[str]
    # Whether it needs no session, and corrects none.
    is_about_the_client: ClassVar[bool] = False
    # The field that names what has the version it carries; "" where it carries none.
    versioned_by: ClassVar[str] = ""

    @classmethod
    def parse(cls, fields: Fields) -> Self:
        """Raises RefusedError for what can't be read."""
        return cls(fields)

    def apply(self, context: OperationContext) -> Conflict | None:
        """None where it was taken; Conflict where it met another change: what it has done until then stays.

        Raises RefusedError, UnacknowledgedConflict, EditConflict or Http404 where nothing of it may stay.
        """
        raise NotImplementedError

    def server_state(self, context: OperationContext) -> dict[str, Any]:
        """What is saved of what it is about, by its own names; {} where that is gone or can't be told."""
        return {}

    def bump_version(self, context: OperationContext) -> None:
        """Raises the version of what it met, so that no later one of the same phone is taken for an up-to-date one.

        A phone counts on from its own operation, whether that was taken or not.
        """
