from django.apps import AppConfig


class PractitionersConfig(AppConfig):
    name = "practitioners"

    def ready(self) -> None:
        from accounts.events import register_address_follower
        from practitioners.accounts import follow_address
        from practitioners.changes import register_follower
        from practitioners.nudges import register_nudges, start_again

        register_address_follower(follow_address)
        register_follower(start_again)
        register_nudges()
