from django.apps import AppConfig


class ReportsConfig(AppConfig):
    name = "reports"

    def ready(self) -> None:
        from reports.consents import register_listener
        from reports.mail import register_mail
        from reports.nudges import register_nudges

        register_mail()
        register_nudges()
        register_listener()
