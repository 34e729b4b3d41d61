from django.apps import AppConfig
from django.db.models import CharField, UUIDField


class WebConfig(AppConfig):
    name = "web"

    def ready(self) -> None:
        from django.conf import settings

        from web.error_reports import use_sentry
        from web.french_days import use_french_days
        from web.lookups import Among
        from web.metrics import register_gauge
        from web.site_certificate import seconds_left

        for field in (UUIDField, CharField):
            field.register_lookup(Among)
        use_french_days()
        register_gauge("carelane_certificate_seconds_left", "Until the site's certificate runs out.", seconds_left)
        if settings.SENTRY_DSN:
            use_sentry(settings.SENTRY_DSN)
