from django.contrib.admin.apps import AdminConfig


class NetworkAdminConfig(AdminConfig):
    default_site = "config.admin_site.NetworkAdminSite"
