from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class BenefitsConfig(AppConfig):
    name = "benefits"
    verbose_name = _("Benefits")

    def ready(self) -> None:
        from benefits import asking_mail, mail, nudges

        mail.register_mail()
        asking_mail.register_mail()
        nudges.register_nudges()
