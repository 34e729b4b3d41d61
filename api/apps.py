from django.apps import AppConfig


class ApiConfig(AppConfig):
    name = "api"

    def ready(self) -> None:
        from accounts.leaving import register
        from accounts.sessions import register_way_in
        from api.models import THROUGH
        from api.retention import register_retention
        from api.tokens import end_tokens, names_of
        from consent.log_words import register_through

        register(end_tokens)
        register_way_in(end_tokens)
        register_through(THROUGH, names_of)
        register_retention()
