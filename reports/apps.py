from django.apps import AppConfig


class ReportsConfig(AppConfig):
    name = "reports"

    def ready(self) -> None:
        from reports.consents import register_dependent
        from reports.mail import register_mail

        register_mail()
        register_dependent()
