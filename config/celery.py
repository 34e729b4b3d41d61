"""Celery: it carries hints; the truth is in the database (docs/house.md, "Jobs and mail")."""

import os

from celery import Celery
from celery.signals import setup_logging

from config.broker import use_whole_messages

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

use_whole_messages()
celery_app = Celery("carelane")
celery_app.config_from_object("django.conf:settings", namespace="CELERY")
celery_app.autodiscover_tasks()


@setup_logging.connect
def _log_as_the_web_does(**_: object) -> None:
    """Django has set up logging (config/logs.py). With a receiver here Celery adds no handlers of its own, which would
    write arguments and the words of exceptions."""
