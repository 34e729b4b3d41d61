"""Programs send the same write at once: it is done once, and all get the same answer."""

from collections import Counter
from threading import Barrier, Thread

import pytest
from django.db import connection, connections

from api.models import StoredAnswer
from measures.models import Reading
from tests.api.calls import Program, token_of
from tests.factories.clients import ClientFactory


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("values", [[3, 3, 3, 3], [3, 4, 3, 4]], ids=["one body", "two bodies"])
def test_a_write_that_is_sent_at_once_is_done_once(values):
    """A connection each on PostgreSQL; SQLite in memory has one, and takes them in turn."""
    client = ClientFactory()
    secret, is_parallel = token_of(client.lead_trainer)[1], connection.vendor == "postgresql"
    start, answers = Barrier(len(values) if is_parallel else 1), []

    def send(value):
        start.wait()
        reading = {"measure": "nprs", "value": value, "taken_on": "2026-01-05"}
        answers.append(Program(secret).post(f"/clients/{client.pk}/readings", reading, Idempotency_Key="monday"))
        if is_parallel:
            connections.close_all()

    threads = [Thread(target=send, args=[value]) for value in values] if is_parallel else []
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for value in () if is_parallel else values:
        send(value)
    assert StoredAnswer.objects.count() == 1
    agreed = values.count(Reading.objects.get().value)
    expected = {201: agreed, 409: len(values) - agreed}
    assert Counter(answer.status_code for answer in answers) == Counter({key: n for key, n in expected.items() if n})
    assert len({answer.content for answer in answers if answer.status_code == 201}) == 1
