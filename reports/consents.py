"""Which consent a report rests on when that one is replaced (consent/listeners.py)."""

from collections.abc import Iterable

from consent.listeners import ConsentListener, register
from consent.models import ConsentGrant
from reports.models import ProgressReport


def move_to_new_consent(replaced: Iterable[ConsentGrant], grant: ConsentGrant) -> None:
    ProgressReport.objects.filter(grant__in=replaced).update(grant=grant)


def register_listener() -> None:
    register(ConsentListener(on_replaced=move_to_new_consent))
