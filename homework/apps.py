from django.apps import AppConfig


class HomeworkConfig(AppConfig):
    name = "homework"

    def ready(self) -> None:
        from careplan import home_weeks
        from clients.before_session import register
        from homework.at_session import HOME_WEEKS
        from homework.concerns import BEFORE_SESSION
        from homework.mail import register_mail
        from homework.pain import AT_HOME
        from measures import pain

        register_mail()
        register(BEFORE_SESSION)
        home_weeks.register(HOME_WEEKS)
        pain.register(self.name, AT_HOME)
