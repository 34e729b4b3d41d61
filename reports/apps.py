from django.apps import AppConfig


class ReportsConfig(AppConfig):
    name = "reports"

    def ready(self) -> None:
        from referrals.closing import register_summary
        from reports.consents import register_listener
        from reports.mail import register_mail
        from reports.nudges import register_nudges
        from reports.sending import send_report

        register_mail()
        register_nudges()
        register_listener()
        register_summary(send_report)
