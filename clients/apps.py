from django.apps import AppConfig


class ClientsConfig(AppConfig):
    name = "clients"

    def ready(self) -> None:
        from accounts.preferences import follow_language
        from clients.account_language import keep_language
        from clients.integrity_check import told_last_night
        from clients.mail import register_mail
        from clients.nudges import register_nudges
        from clients.request_mail import register_request_mail
        from clients.retention import register_retention
        from outbox.readiness import register_alarm, register_check
        from web.endings import can_keep_endings

        follow_language(keep_language)
        register_mail()
        register_request_mail()
        register_nudges()
        register_retention()
        register_alarm("access-log", told_last_night)
        register_check("endings", lambda _now: can_keep_endings())
