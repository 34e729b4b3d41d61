from django.apps import AppConfig


class ReferralsConfig(AppConfig):
    name = "referrals"

    def ready(self) -> None:
        from accounts.leaving import register as register_leaving
        from referrals import client_mail, incoming_mail, incoming_nudges
        from referrals.attended import register_first_visits
        from referrals.calendar_file import appointments_of, visits_of
        from referrals.claims import register_claims
        from referrals.consents import register_listener
        from referrals.incoming_leaving import settle_waiting_for
        from referrals.mail import register_mail
        from referrals.nudges import register_nudges
        from referrals.retention import register_retention
        from sessions_log.feed_file import register_events

        register_mail()
        client_mail.register_mail()
        register_nudges()
        incoming_mail.register_mail()
        incoming_nudges.register_nudges()
        register_listener()
        register_claims()
        register_first_visits()
        register_events(appointments_of)
        register_events(visits_of)
        register_leaving(settle_waiting_for)
        register_retention()
