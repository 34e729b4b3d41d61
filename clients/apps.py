from django.apps import AppConfig


class ClientsConfig(AppConfig):
    name = "clients"

    def ready(self) -> None:
        from clients.mail import register_mail
        from clients.nudges import register_nudges
        from clients.request_mail import register_request_mail
        from clients.retention import register_retention

        register_mail()
        register_request_mail()
        register_nudges()
        register_retention()
