"""One line of Today."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

from django.utils.functional import Promise

from clients.models import Client

Group = Literal["you", "client", "practitioner"]  # who is to act
Clients = dict[UUID, Client]


@dataclass(frozen=True)
class TodayRow:
    group: Group
    client_name: str
    what: str | Promise
    since: datetime | None
    url: str  # where one acts on it
    act: str | Promise
    posts: bool = False  # whether the act is a button that does it at once
