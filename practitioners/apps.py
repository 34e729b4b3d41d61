from django.apps import AppConfig


class PractitionersConfig(AppConfig):
    name = "practitioners"

    def ready(self) -> None:
        from accounts.events import register_address_follower
        from practitioners.accounts import follow_address

        register_address_follower(follow_address)
