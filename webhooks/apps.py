from django.apps import AppConfig


class WebhooksConfig(AppConfig):
    name = "webhooks"

    def ready(self) -> None:
        from accounts.leaving import register
        from accounts.sessions import register_way_in
        from webhooks.announcing import register_listeners
        from webhooks.mail import register_mail
        from webhooks.registration import end_webhooks
        from webhooks.retention import register_retention

        register(end_webhooks)
        register_way_in(end_webhooks)
        register_listeners()
        register_mail()
        register_retention()
