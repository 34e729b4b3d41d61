from django.apps import AppConfig


class SessionsLogConfig(AppConfig):
    name = "sessions_log"

    def ready(self) -> None:
        from accounts import leaving
        from accounts.sessions import register_way_in
        from measures.pain import register
        from sessions_log.feed import end_feeds
        from sessions_log.pain import IN_SESSIONS

        register(self.name, IN_SESSIONS)
        leaving.register(end_feeds)
        register_way_in(end_feeds)
