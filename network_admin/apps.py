from django.apps import AppConfig


class NetworkAdminConfig(AppConfig):
    name = "network_admin"

    def ready(self) -> None:
        from network_admin.mail import register_mail
        from network_admin.retention import register_retention

        register_mail()
        register_retention()
