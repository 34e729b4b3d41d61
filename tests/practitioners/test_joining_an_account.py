"""An account is joined to whoever has proven its mailbox, whoever it was joined to before."""

import pytest

from accounts.identity import change_address
from practitioners.accounts import join_account, practitioner_of
from practitioners.models import Practitioner
from tests.factories.accounts import AdminFactory, TrainerFactory
from tests.factories.practitioners import PractitionerFactory

BOX = "desk@clinic.example"


@pytest.fixture
def former(db) -> Practitioner:
    """Had the account, and has another address by now."""
    former = PractitionerFactory(email=BOX)
    join_account(former)
    Practitioner.objects.filter(pk=former.pk).update(email="moved@clinic.example")
    former.refresh_from_db()
    return former


def test_the_next_practitioner_at_a_mailbox_gets_the_account(former):
    account = former.account
    successor = PractitionerFactory(email=BOX)
    assert join_account(successor) == account
    assert practitioner_of(account) == successor
    former.refresh_from_db()
    assert former.account is None, "it opened nothing of theirs any more"


def test_the_former_one_gets_an_account_at_the_new_mailbox(former):
    join_account(PractitionerFactory(email=BOX))
    former.refresh_from_db()
    own = join_account(former)
    assert own.email == former.email
    assert practitioner_of(own) == former


def test_an_account_that_was_given_the_address_gives_way(db):
    squatter = TrainerFactory(email="ana@people.example")
    change_address(squatter, email=BOX, by=AdminFactory(), reason="A new mailbox")
    practitioner = PractitionerFactory(email=BOX)
    own = join_account(practitioner)
    squatter.refresh_from_db()
    assert (squatter.email, squatter.is_practitioner) == ("ana@people.example", False)
    assert practitioner_of(own) == practitioner
