from django.apps import AppConfig


class NetworkAdminConfig(AppConfig):
    name = "network_admin"
