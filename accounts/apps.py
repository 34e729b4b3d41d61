from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "accounts"

    def ready(self) -> None:
        from allauth.mfa.signals import authentication_failed

        from accounts.mail import register_mail
        from accounts.security_log import second_step_refused

        register_mail()
        authentication_failed.connect(second_step_refused)
