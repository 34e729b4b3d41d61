from django.apps import AppConfig
from django.db.models import CharField, UUIDField


class WebConfig(AppConfig):
    name = "web"

    def ready(self) -> None:
        from web.lookups import Among

        for field in (UUIDField, CharField):
            field.register_lookup(Among)
