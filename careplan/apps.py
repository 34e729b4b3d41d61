from django.apps import AppConfig


class CareplanConfig(AppConfig):
    name = "careplan"

    def ready(self) -> None:
        from careplan.mail import register_mail
        from careplan.nudges import register_nudges

        register_mail()
        register_nudges()
