"""Telling a worker that there is something to do; a sweep finds it without the hint too."""

from typing import Any

from celery import current_app
from django.conf import settings
from kombu.exceptions import KombuError
from redis.exceptions import RedisError

from web.breaker import PATIENCE, redis_breaker


def hint_at(task: Any) -> None:
    """Starts a Celery task soon.

    The web never waits for a broker that is down or hung: a connection of its own, with little patience.
    """
    if not settings.REDIS_URL:
        task.apply_async(ignore_result=True, retry=False)
        return
    if not redis_breaker.lets_through():
        return
    options = {"socket_timeout": PATIENCE, "socket_connect_timeout": PATIENCE}
    try:
        with (
            redis_breaker.timed(),
            current_app.connection_for_write(connect_timeout=PATIENCE, transport_options=options) as broker,
        ):
            task.apply_async(connection=broker, ignore_result=True, retry=False)
    except (RedisError, KombuError, OSError) as error:
        redis_breaker.open_after(error)
