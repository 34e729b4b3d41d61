from django.apps import AppConfig


class OutboxConfig(AppConfig):
    name = "outbox"

    def ready(self) -> None:
        from anymail.signals import tracking

        from outbox.provider_events import take_event

        tracking.connect(take_event, dispatch_uid="outbox.provider_events")
