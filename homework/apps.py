from django.apps import AppConfig


class HomeworkConfig(AppConfig):
    name = "homework"

    def ready(self) -> None:
        from clients.before_session import register
        from homework.concerns import BEFORE_SESSION
        from homework.mail import register_mail

        register_mail()
        register(BEFORE_SESSION)
