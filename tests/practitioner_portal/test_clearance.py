"""A physician lifts what others asked for, where they see it and nobody else does by their own link."""

import pytest

from careplan.models import Guidance
from consent.models import Scope
from practitioners.models import Practitioner
from tests.factories.careplan import GuidanceFactory
from tests.factories.consent import ConsentGrantFactory
from tests.factories.practitioners import DisciplineFactory, MassageTherapyFactory, PractitionerFactory
from tests.practitioner_portal.test_shared_page import at, browser_of


@pytest.fixture
def dont(care_client):
    return GuidanceFactory(client=care_client, text="No loaded bending of the spine")


def grant_of(client, *, may_clear, scopes):
    physician = {"code": "physician", "mark": "MD", "lane": 10, "may_prescribe_exercise": "no"}
    discipline = DisciplineFactory(**physician) if may_clear else DisciplineFactory()
    practitioner = PractitionerFactory(discipline=discipline)
    return ConsentGrantFactory(client=client, practitioner=practitioner, scopes=scopes)


def lifted(browser, grant, guidance):
    answer = browser.post(at("lift_guidance", grant, guidance.pk), {"reason": "Seen today"})
    guidance.refresh_from_db()
    return answer.status_code, guidance.state


def test_who_may_clear_lifts_it_with_their_name_and_why(care_client, dont):
    grant = grant_of(care_client, may_clear=True, scopes=[Scope.GUIDANCE_OTHERS])
    browser = browser_of(grant.practitioner)
    assert "Clear for exercise" in browser.get(at("record", grant)).content.decode()
    assert lifted(browser, grant, dont) == (302, Guidance.State.LIFTED)
    assert (dont.lifted_by, dont.state_reason) == (grant.practitioner, "Seen today")


@pytest.mark.parametrize(
    ("may_clear", "scopes"), [(False, [Scope.GUIDANCE_OTHERS]), (True, [Scope.GOALS])], ids=["discipline", "not shared"]
)
def test_nobody_else_does(care_client, dont, may_clear, scopes):
    grant = grant_of(care_client, may_clear=may_clear, scopes=scopes)
    browser = browser_of(grant.practitioner)
    assert "Clear for exercise" not in browser.get(at("record", grant)).content.decode()
    assert lifted(browser, grant, dont) == (404, Guidance.State.ACTIVE)


@pytest.mark.parametrize("verification", ["pending", "suspended"])
def test_nobody_whose_licence_was_not_looked_up_does(care_client, dont, verification):
    grant = grant_of(care_client, may_clear=True, scopes=[Scope.GUIDANCE_OTHERS])
    browser = browser_of(grant.practitioner)
    Practitioner.objects.update(verification=verification)
    assert lifted(browser, grant, dont)[1] == Guidance.State.ACTIVE


def test_another_clients_stays(care_client):
    grant = grant_of(care_client, may_clear=True, scopes=[Scope.GUIDANCE_OTHERS])
    assert lifted(browser_of(grant.practitioner), grant, GuidanceFactory()) == (404, Guidance.State.ACTIVE)


@pytest.mark.parametrize(
    ("factory", "words"),
    [
        (MassageTherapyFactory, ["Write a do or a caution", "Ask for self-care at home"]),
        (DisciplineFactory, ["Write a do, don't or caution", "Prescribe an exercise"]),
    ],
)
def test_the_buttons_say_what_the_discipline_may(care_client, factory, words):
    discipline = factory()
    grant = ConsentGrantFactory(client=care_client, practitioner=PractitionerFactory(discipline=discipline))
    page = browser_of(grant.practitioner).get(at("record", grant)).content.decode()
    for word in words:
        assert word in page.replace("&#x27;", "'")
