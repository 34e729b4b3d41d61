from django.apps import AppConfig


class HomeworkConfig(AppConfig):
    name = "homework"

    def ready(self) -> None:
        from clients.before_session import register
        from homework.concerns import BEFORE_SESSION
        from homework.mail import register_mail
        from homework.pain import AT_HOME
        from measures import pain

        register_mail()
        register(BEFORE_SESSION)
        pain.register(self.name, AT_HOME)
