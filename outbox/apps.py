from django.apps import AppConfig


class OutboxConfig(AppConfig):
    name = "outbox"

    def ready(self) -> None:
        from anymail.signals import tracking

        from outbox import metrics
        from outbox.provider_events import take_event
        from outbox.retention import register_retention

        tracking.connect(take_event, dispatch_uid="outbox.provider_events")
        register_retention()
        metrics.register()
