"""A form's key makes one row, and says nothing of somebody else's."""

from careplan.models import Guidance
from tests.factories.careplan import GuidanceFactory
from tests.factories.clients import ClientFactory
from web.keys import uuid7
from web.once import get_or_create_by_key


def values(guidance):
    return {"practitioner": guidance.practitioner, "kind": "dont", "text": "No jumps", "how_it_came": "call"}


def test_the_same_key_twice_is_one_row(db):
    client, key, like = ClientFactory(), uuid7(), GuidanceFactory()
    first, is_new = get_or_create_by_key(Guidance, key, owner={"client": client}, values=values(like))
    second, again = get_or_create_by_key(Guidance, key, owner={"client": client}, values=values(like))
    assert (is_new, again) == (True, False)
    assert first == second


def test_a_key_of_another_clients_row_is_given_up_for_a_fresh_one(db):
    other = GuidanceFactory()
    guidance, is_new = get_or_create_by_key(Guidance, other.pk, owner={"client": ClientFactory()}, values=values(other))
    assert is_new
    assert guidance.pk != other.pk
    other.refresh_from_db()
    assert other.text != "No jumps"
