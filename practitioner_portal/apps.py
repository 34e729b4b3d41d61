from django.apps import AppConfig


class PractitionerPortalConfig(AppConfig):
    name = "practitioner_portal"

    def ready(self) -> None:
        from accounts.preferences import follow_language
        from practitioner_portal.viewers import keep_language

        follow_language(keep_language)
