"""A trainer's own webhooks: each opens what is theirs alone."""

from tests.access.actors import TRAINERS
from tests.access.table import trainers
from tests.factories.webhooks import DeliveryFactory, WebhookFactory


def webhook_of(record):
    return WebhookFactory(trainer=record.trainer).pk


def delivery_of(record):
    return DeliveryFactory(webhook__trainer=record.trainer).pk


def only_its_owner(method):
    return {actor: {method: 404} for actor in TRAINERS if actor != "lead"}


def of_one(name, method, status):
    return trainers(
        f"webhooks:{name}", kwargs={"webhook_id": webhook_of}, who=only_its_owner(method), **{method: status}
    )


WEBHOOKS = [
    trainers("webhooks:webhooks", GET=200),
    trainers("webhooks:make_webhook", POST=302),  # to prove who one is
    of_one("webhook", "GET", 200),
    of_one("new_secret", "POST", 302),
    of_one("turn_on", "POST", 302),
    of_one("send_test", "POST", 302),
    of_one("end_webhook", "POST", 302),
    trainers("webhooks:replay", POST=302, kwargs={"delivery_id": delivery_of}, who=only_its_owner("POST")),
]
