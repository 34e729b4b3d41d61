"""Celery's way in."""

from web.sweeps import sweep
from workspace import morning_mail


@sweep("workspace.send_morning_mails")
def send_morning_mails() -> None:
    morning_mail.send_morning_mails()
