from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "accounts"

    def ready(self) -> None:
        from allauth.mfa.signals import authentication_failed
        from django.contrib.auth.signals import user_logged_in

        from accounts.change_mail import register_change_mail
        from accounts.mail import register_mail
        from accounts.nudges import register_nudges
        from accounts.retention import register_retention
        from accounts.security_log import second_step_refused, signed_in

        register_mail()
        register_nudges()
        register_change_mail()
        authentication_failed.connect(second_step_refused)
        user_logged_in.connect(signed_in, dispatch_uid="accounts.security_log")
        register_retention()
