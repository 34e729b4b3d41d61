"""When beat starts which sweep."""

from typing import Any

from celery.schedules import crontab

MAIL_EVERY = 15.0  # seconds at most


def sweeps(*, every: float) -> dict[str, dict[str, Any]]:
    """The schedule of Celery's beat. What people wait for runs every `every` seconds, the rest at its hour (UTC)."""
    return {
        "prove-access-log": {"task": "clients.prove_access_log", "schedule": crontab(hour=3, minute=30)},
        "prove-whole-access-log": {
            "task": "clients.prove_whole_access_log",
            "schedule": crontab(day_of_week="sun", hour=5, minute=10),
        },
        "come-of-age": {"task": "clients.come_of_age", "schedule": crontab(hour=4, minute=10)},
        "old-processed-operations": {
            "task": "sessions_log.delete_old_processed_operations",
            "schedule": crontab(hour=4, minute=40),
        },
        "old-codes": {"task": "accounts.drop_old_codes", "schedule": crontab(minute=50)},
        "old-viewer-codes": {"task": "consent.drop_old_codes", "schedule": crontab(minute=55)},
        "old-sender-codes": {"task": "referrals.drop_old_codes", "schedule": crontab(minute=35)},
        "unanswered-suggestions": {"task": "referrals.lapse_unanswered", "schedule": crontab(minute=25)},
        "lapsed-referrals": {"task": "referrals.cancel_lapsed", "schedule": crontab(minute=15)},
        "old-imports": {"task": "clients.drop_old_imports", "schedule": crontab(minute=20)},
        "network-imports": _often("practitioners.write_imports", every),
        "network-duplicates": _often("practitioners.find_duplicates", every),
        "old-network-imports": {"task": "practitioners.drop_old_imports", "schedule": crontab(minute=45)},
        "session-series": {"task": "sessions_log.extend_series", "schedule": crontab(minute=25)},
        "deleted-sessions": {"task": "sessions_log.forget_deleted", "schedule": crontab(minute=40)},
        "deliver-mail": {
            "task": "outbox.deliver_due",
            "schedule": min(every, MAIL_EVERY),
            "options": {"expires": every},
        },
        "reports-to-make": _often("reports.render_due", every),
        "report-drafts": {"task": "reports.prepare_drafts", "schedule": crontab(minute=45)},
        "late-mail": _often("outbox.report_late", every),
        "nudges": _often("outbox.send_nudges", every),
        "visits-to-come": _often("referrals.remind_of_visits", every),
        "homework-questions": _often("homework.ask_for_homework", every),
        "measures-questions": _often("measures.ask_for_measures", every),
        "homework-gone-quiet": _often("homework.follow_up", every),
        "consents-about-to-lapse": _often("consent.send_renewal_requests", every),
        "morning-mails": _often("workspace.send_morning_mails", every),
        "network-changes": {"task": "consent.tell_of_network_changes", "schedule": crontab(minute="*/10")},
        "benefit-reminders": _often("benefits.remind_of_lapsing", every),
    }


def _often(task: str, every: float) -> dict[str, Any]:
    """A sweep that is not started late: the next one is due by then."""
    return {"task": task, "schedule": every, "options": {"expires": every}}
