from django.apps import AppConfig
from django.db.models import CharField, UUIDField


class WebConfig(AppConfig):
    name = "web"

    def ready(self) -> None:
        from django.conf import settings

        from web.error_reports import use_sentry
        from web.first_of_month import use_first_of_month
        from web.lookups import Among

        for field in (UUIDField, CharField):
            field.register_lookup(Among)
        use_first_of_month()
        if settings.SENTRY_DSN:
            use_sentry(settings.SENTRY_DSN)
