from django.apps import AppConfig


class ConsentConfig(AppConfig):
    name = "consent"

    def ready(self) -> None:
        from consent import mail, network_mail, nudges
        from consent.network_changes import tell_of_changes
        from consent.retention import register_retention
        from practitioners.changes import register_follower

        mail.register_mail()
        network_mail.register_mail()
        nudges.register_nudges()
        register_follower(tell_of_changes)
        register_retention()
