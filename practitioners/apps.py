from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class PractitionersConfig(AppConfig):
    name = "practitioners"
    verbose_name = _("Practitioners")

    def ready(self) -> None:
        from accounts.events import register_address_follower
        from practitioners import announcements, joining
        from practitioners.accounts import follow_address
        from practitioners.changes import register_follower
        from practitioners.nudges import register_nudges, start_again
        from practitioners.retention import register_retention

        register_address_follower(follow_address)
        register_follower(start_again)
        register_nudges()
        joining.register_mail()
        announcements.register_mail()
        post_migrate.connect(_ensure_search_table, sender=self)
        register_retention()


def _ensure_search_table(**_signal: Any) -> None:
    from practitioners.search import ensure_search_table

    ensure_search_table()
