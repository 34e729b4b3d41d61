from django.apps import AppConfig


class PractitionerPortalConfig(AppConfig):
    name = "practitioner_portal"
