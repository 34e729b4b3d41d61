"""When beat starts which sweep."""

from typing import Any

from celery.schedules import crontab

MAIL_EVERY = 15.0  # seconds at most


def sweeps(*, every: float) -> dict[str, dict[str, Any]]:
    """The schedule of Celery's beat. What people wait for runs every `every` seconds, the rest at its hour (UTC)."""
    return {
        # Every ten minutes another process helps, while a part is left.
        "prove-access-log": _at("clients.prove_access_log", hour="3-6", minute="*/10"),
        "site-certificate": _at("web.look_at_certificate", minute=50),
        "delete-over-age": _at("web.delete_over_age", hour=5, minute=10),
        "note-when-archived": _at("clients.note_when_archived", hour=5),
        "late-requests": _at("clients.tell_of_late_requests", minute=5),
        "come-of-age": _at("clients.come_of_age", hour=4, minute=10),
        "old-processed-operations": _at("sessions_log.delete_old_processed_operations", hour=4, minute=40),
        "unanswered-suggestions": _at("referrals.lapse_unanswered", minute=25),
        "lapsed-referrals": _at("referrals.cancel_lapsed", minute=15),
        "old-imports": _at("clients.drop_old_imports", minute=20),
        "network-imports": _often("practitioners.write_imports", every),
        "network-duplicates": _often("practitioners.find_duplicates", every),
        "network-overview": _at("practitioners.reckon_overview", hour=2, minute=20),
        "old-network-imports": _at("practitioners.drop_old_imports", minute=45),
        "session-series": _at("sessions_log.extend_series", minute=25),
        "old-log-imports": _at("sessions_log.drop_old_imports", minute=35),
        "deleted-sessions": _at("sessions_log.forget_deleted", minute=40),
        "deliver-mail": _often("outbox.deliver_due", every) | {"schedule": min(every, MAIL_EVERY)},
        "reports-to-make": _often("reports.render_due", every),
        "report-drafts": _at("reports.prepare_drafts", minute=45),
        "late-mail": _often("outbox.report_late", every),
        "nudges": _often("outbox.send_nudges", every),
        "visits-to-come": _often("referrals.remind_of_visits", every),
        "homework-questions": _often("homework.ask_for_homework", every),
        "after-visits": _often("careplan.ask_after_visits", every),
        "measures-questions": _often("measures.ask_for_measures", every),
        "homework-gone-quiet": _often("homework.follow_up", every),
        "consents-about-to-lapse": _often("consent.send_renewal_requests", every),
        "morning-mails": _often("workspace.send_morning_mails", every),
        "network-changes": _at("consent.tell_of_network_changes", minute="*/10"),
        "webhooks": _often("webhooks.deliver_due", every),
        "lapsed-consents": _often("webhooks.announce_lapsed", every),
        "benefit-reminders": _often("benefits.remind_of_lapsing", every),
    }


def _at(task: str, **when: Any) -> dict[str, Any]:
    """A sweep at its hour; `when` is crontab's."""
    return {"task": task, "schedule": crontab(**when)}


def _often(task: str, every: float) -> dict[str, Any]:
    """A sweep that is not started late: the next one is due by then."""
    return {"task": task, "schedule": every, "options": {"expires": every}}
