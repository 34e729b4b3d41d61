from django.apps import AppConfig


class OutboxConfig(AppConfig):
    name = "outbox"

    def ready(self) -> None:
        from anymail.signals import tracking

        from outbox import metrics
        from outbox.provider_events import take_event
        from outbox.readiness import register_check
        from outbox.retention import register_retention
        from web.stored_files import are_files_there

        tracking.connect(take_event, dispatch_uid="outbox.provider_events")
        register_retention()
        metrics.register()
        register_check("files", lambda _now: are_files_there())
