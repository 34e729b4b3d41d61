from django.apps import AppConfig


class MeasuresConfig(AppConfig):
    name = "measures"

    def ready(self) -> None:
        from measures.pain import ASKED_FOR, register

        register(self.name, ASKED_FOR)
