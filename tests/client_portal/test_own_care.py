"""The client reads their goals in figures, their care team and their visits, and takes all of it along."""

import json
from datetime import timedelta

import pytest
from django.test import Client as Browser
from django.urls import reverse
from django.utils import timezone

from client_portal.download import tables_of
from clients.access import join_own_account
from tests.access.world import BACKEND
from tests.factories.careplan import CareTeamMemberFactory, GoalFactory, NamedMemberFactory, VisitFactory


@pytest.fixture
def cared_for(care_client):
    yesterday = timezone.localdate() - timedelta(days=2)
    GoalFactory(client=care_client, measure="Chair stand", unit="reps", baseline=11, target=14)
    member = CareTeamMemberFactory(client=care_client, for_what="Knee")
    VisitFactory(member=member, on=yesterday, state="attended", note="Bend it less")
    VisitFactory(member=member)
    NamedMemberFactory(client=care_client, name="Ida Outside", left_on=yesterday)
    VisitFactory(state="attended", note="Said to another client", on=yesterday)
    return care_client


def own_page(client) -> str:
    join_own_account(client)
    client.refresh_from_db()
    browser = Browser()
    browser.force_login(client.account, backend=BACKEND)
    return browser.get(reverse("client_portal:record", args=[client.pk])).content.decode()


@pytest.mark.parametrize(
    ("language", "words"),
    [("en", ["Chair stand: from 11 to 14 reps", "next visit", "attended"]),
     ("fr", ["Chair stand\u00a0: de 11 à 14\u00a0reps", "prochaine visite", "a eu lieu"])],
)  # fmt: skip
def test_on_their_own_page(cared_for, language, words):
    cared_for.language = language
    cared_for.save()
    page = own_page(cared_for)
    for text in [*words, "Bend it less", "Knee"]:
        assert text in page
    assert "Said to another client" not in page
    assert "Ida Outside" not in page


def test_in_what_they_take_along(cared_for):
    tables = tables_of(cared_for)
    assert tables["goals"][0]["measure"] == "Chair stand"
    assert [row["target"] for row in tables["goal_changes"]] == [14]
    assert {row["what_was_said"] for row in tables["visits"]} == {"Bend it less", ""}
    assert "Ida Outside" in {row["name_outside_the_network"] for row in tables["care_team"]}
    assert "Said to another client" not in json.dumps(tables, default=str)
