from django.apps import AppConfig


class SessionsLogConfig(AppConfig):
    name = "sessions_log"

    def ready(self) -> None:
        from measures.pain import register
        from sessions_log.pain import IN_SESSIONS

        register(self.name, IN_SESSIONS)
