from django.apps import AppConfig


class WorkspaceConfig(AppConfig):
    name = "workspace"

    def ready(self) -> None:
        from workspace.mail import register_mail
        from workspace.retention import register_retention

        register_mail()
        register_retention()
