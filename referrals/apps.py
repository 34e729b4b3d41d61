from django.apps import AppConfig


class ReferralsConfig(AppConfig):
    name = "referrals"

    def ready(self) -> None:
        from referrals.consents import register_dependent
        from referrals.mail import register_mail

        register_mail()
        register_dependent()
