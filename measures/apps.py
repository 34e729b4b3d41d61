from django.apps import AppConfig


class MeasuresConfig(AppConfig):
    name = "measures"

    def ready(self) -> None:
        from measures.mail import register_mail
        from measures.pain import ASKED_FOR, register

        register_mail()
        register(self.name, ASKED_FOR)
