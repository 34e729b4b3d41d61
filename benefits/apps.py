from django.apps import AppConfig


class BenefitsConfig(AppConfig):
    name = "benefits"

    def ready(self) -> None:
        from benefits import asking_mail, mail, nudges

        mail.register_mail()
        asking_mail.register_mail()
        nudges.register_nudges()
