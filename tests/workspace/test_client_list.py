"""The list of clients: search and filters combine and stay in the address, and each row says what is next and waits."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from clients.access import give_cover
from clients.models import AccessEvent
from sessions_log.flags import close_flag
from tests.access.asking import reads
from tests.factories.accounts import TrainerFactory
from tests.factories.careplan import (
    CareTeamMemberFactory,
    NamedMemberFactory,
    ReadinessScreeningFactory,
    ReplyFactory,
)
from tests.factories.clients import ClientFactory
from tests.factories.consent import ConsentGrantFactory, RecordRequestFactory
from tests.factories.practitioners import DisciplineFactory, MassageTherapyFactory, PractitionerFactory
from tests.factories.sessions_log import PlannedSessionFactory, RedFlagReportFactory, TrainingSessionFactory
from tests.pages import as_read
from workspace.client_list import Wanted, clients_wanted

PAGE = "/clients/"
NOW = timezone.now()


def names(trainer, **wanted) -> set[str]:
    return {client.name for client in clients_wanted(trainer, Wanted(**wanted))}


def client(trainer, name, **fields):
    return ClientFactory(lead_trainer=trainer, name=name, **fields)


@pytest.mark.django_db
def test_each_state_has_its_own_clients(trainer):
    client(trainer, "In Care")
    client(trainer, "Waits", confirmed_at=None)
    client(trainer, "Not Me", confirmed_at=None, status="not-me")
    client(trainer, "Long Gone", status="archived")
    assert names(trainer) == {"In Care", "Waits", "Not Me"}
    assert names(trainer, state="in-care") == {"In Care"}
    assert names(trainer, state="unconfirmed") == {"Waits"}
    assert names(trainer, state="not-me") == {"Not Me"}
    assert names(trainer, state="archived") == {"Long Gone"}


@pytest.mark.django_db
def test_a_physio_is_one_by_discipline_in_the_network_or_by_name_while_they_look_after_the_client(trainer):
    physio, masseur = DisciplineFactory(), MassageTherapyFactory()
    pelvic = DisciplineFactory(code="pelvic-health-physiotherapist", lane=3, mark="PF")
    CareTeamMemberFactory(client=client(trainer, "Network"), practitioner=PractitionerFactory(discipline=physio))
    NamedMemberFactory(client=client(trainer, "By Name"), discipline=pelvic)
    NamedMemberFactory(client=client(trainer, "Masseur"), discipline=masseur)
    NamedMemberFactory(client=client(trainer, "Left"), discipline=physio, left_on=NOW.date())
    NamedMemberFactory(client=client(trainer, "Unknown"))
    NamedMemberFactory(client=client(TrainerFactory(), "Another's"), discipline=physio)
    assert names(trainer, physio=True) == {"Network", "By Name"}


@pytest.mark.django_db
def test_readiness_lapses_with_the_newest_screening_and_is_owed_once_confirmed(trainer):
    client(trainer, "Never")
    client(trainer, "Unconfirmed", confirmed_at=None)
    ReadinessScreeningFactory(client=client(trainer, "Ready"))
    long_ago = {"screened_on": date(2020, 1, 1), "lapses_on": date(2021, 1, 1)}
    ReadinessScreeningFactory(client=client(trainer, "Lapsed"), **long_ago)
    renewed = client(trainer, "Renewed")
    ReadinessScreeningFactory(client=renewed, **long_ago)
    ReadinessScreeningFactory(client=renewed)
    ended = client(trainer, "Ended Early")  # the older one would still count
    ReadinessScreeningFactory(client=ended, screened_on=NOW.date() - timedelta(days=60))
    ReadinessScreeningFactory(client=ended, screened_on=NOW.date() - timedelta(2), lapses_on=NOW.date() - timedelta(2))
    assert names(trainer, readiness=True) == {"Never", "Lapsed", "Ended Early"}


@pytest.mark.django_db
def test_the_list_says_the_same_whatever_came_of_the_screening(trainer, trainer_browser):
    """The filter finds all whom the chip marks, and neither tells them apart: the advice is on the client's page."""
    client(trainer, "Never")
    ReadinessScreeningFactory(
        client=client(trainer, "Lapsed"), screened_on=date(2020, 1, 1), lapses_on=date(2021, 1, 1)
    )
    ReadinessScreeningFactory(client=client(trainer, "Stop"), outcome="refer-first")
    ReadinessScreeningFactory(client=client(trainer, "Ready"))
    assert names(trainer, readiness=True) == {"Never", "Lapsed", "Stop"}
    page = trainer_browser.get(PAGE).content.decode()
    assert page.count("! Readiness to look at") == 3
    assert page.count("Readiness to look at") == 4, "the filter has the same name"
    assert not [words for words in ("Never screened", "has lapsed", "referred first") if words in page]


@pytest.mark.django_db
def test_readiness_lapses_on_the_clients_own_day(trainer):
    for name, zone in (("East", "America/St_Johns"), ("West", "America/Vancouver")):
        screened = client(trainer, name, time_zone=zone)
        ReadinessScreeningFactory(client=screened, screened_on=date(2026, 1, 1), lapses_on=date(2026, 6, 2))
    night = datetime(2026, 6, 2, 4, 0, tzinfo=UTC)  # 01:30 of the second in the east, 21:00 of the first in the west
    assert {one.name for one in clients_wanted(trainer, Wanted(readiness=True), now=night)} == {"East"}


@pytest.mark.django_db
def test_consent_is_missing_where_sharing_neither_stands_nor_waits(trainer):
    def member(name, **grant):
        of = CareTeamMemberFactory(client=client(trainer, name))
        if grant:
            ConsentGrantFactory(client=of.client, practitioner=of.practitioner, **grant)
        return of

    member("Never Asked")
    member("Given", given_at=NOW)
    member("Asked", given_at=None)
    member("Declined", given_at=None, declined_at=NOW)
    member("Withdrawn", withdrawn_at=NOW)
    member("Lapsed", ends_at=NOW - timedelta(days=1))
    requested = member("Requests Only")
    RecordRequestFactory(client=requested.client, practitioner=requested.practitioner)
    other = member("With Somebody Else")
    ConsentGrantFactory(client=other.client)
    gone = member("Has Left")
    gone.left_on = NOW.date()
    gone.save()
    suspended = member("Suspended")
    suspended.practitioner.verification = "suspended"
    suspended.practitioner.save()
    NamedMemberFactory(client=client(trainer, "Name Alone"))
    assert names(trainer, consent=True) == {
        "Never Asked", "Declined", "Withdrawn", "Lapsed", "Requests Only", "With Somebody Else",
    }  # fmt: skip


@pytest.mark.django_db
def test_filters_and_search_combine(trainer, trainer_browser):
    both = client(trainer, "Zoë Both", phone="416 555 0100")
    CareTeamMemberFactory(client=both)
    CareTeamMemberFactory(client=client(trainer, "Other Both"))
    client(trainer, "Zoë Alone")
    page = trainer_browser.get(PAGE, {"q": "zoe", "consent": "on", "readiness": "on"}).content.decode()
    assert "Zoë Both" in page
    assert "1 client" in page
    assert "Zoë Alone" not in page
    assert "Other Both" not in page
    assert "Clear search and filters" in page
    assert names(trainer, words="4165550100", consent=True) == {"Zoë Both"}


@pytest.mark.django_db
def test_pages_keep_the_filter_and_show_everybody_once(trainer, trainer_browser):
    for number in range(120):
        client(trainer, f"Client {number:03d}", confirmed_at=None)
    client(trainer, "Client 050b")  # confirmed
    address, seen = f"{PAGE}?q=client&state=unconfirmed", []
    while address:
        answer = trainer_browser.get(address)
        seen += [row.client.name for row in answer.context["rows"]]
        assert "120 clients" in answer.content.decode()
        after = answer.context["page"].next_key
        address = f"{PAGE}?q=client&state=unconfirmed&after={after}" if after else ""
        if after:
            assert f"?q=client&amp;state=unconfirmed&amp;after={after}" in answer.content.decode()
    assert seen == [f"Client {number:03d}" for number in range(120)]


@pytest.mark.django_db
def test_nobody_found_says_what_to_do_and_no_clients_at_all_too(trainer, trainer_browser):
    empty = trainer_browser.get(PAGE).content.decode()
    assert "Add your first client" in empty
    assert reverse("careplan:add_client") in empty
    client(trainer, "Somebody")
    page = trainer_browser.get(PAGE, {"state": "archived"}).content.decode()
    assert "Nobody found" in page
    assert f'<a class="button" href="{PAGE}">Clear search and filters</a>' in page


@pytest.mark.django_db
def test_a_word_that_is_no_state_is_no_state(trainer, trainer_browser):
    client(trainer, "Somebody")
    assert "Somebody" in trainer_browser.get(PAGE, {"state": "no-such"}).content.decode()


def row_of(browser, name: str) -> str:
    page = as_read(browser.get(PAGE).content.decode())
    return next(row for row in page.split("<li>") if f"<strong>{name}</strong>" in row).partition("</li>")[0]


@pytest.mark.django_db
def test_a_row_says_what_is_next_last_in_pain_and_whose_lanes(trainer, trainer_browser):
    grace = client(trainer, "Grace", phone="416 555 0199")
    members = CareTeamMemberFactory.create_batch(2, client=grace, for_what="Slipped disc")
    CareTeamMemberFactory(client=grace, left_on=NOW.date(), practitioner__discipline=MassageTherapyFactory())
    soon, ago = NOW + timedelta(days=2), NOW - timedelta(days=3)
    PlannedSessionFactory(client=grace, starts_at=soon)
    PlannedSessionFactory(client=grace, starts_at=soon + timedelta(days=7))
    PlannedSessionFactory(client=grace, starts_at=NOW + timedelta(days=1), attendance="cancelled")
    TrainingSessionFactory(client=grace, started_at=NOW - timedelta(days=70), pain_before=9, pain_after=9)
    TrainingSessionFactory(client=grace, started_at=NOW - timedelta(days=10), pain_before=6, pain_after=5)
    TrainingSessionFactory(client=grace, started_at=ago, pain_before=2, pain_after=4)
    row = row_of(trainer_browser, "Grace")
    assert f"next {soon.astimezone(grace.zone):%-d %b, %H:%M}" in row
    assert f"last {ago.astimezone(grace.zone):%-d %b %Y}" in row
    assert "from 6 to 4 of 10" in row
    assert "<strong>4</strong>/10" in row
    assert row.count('class="lane-mark"') == len({one.practitioner.discipline_id for one in members})
    for hidden in ("Slipped disc", "416 555 0199", grace.email):
        assert hidden not in row


@pytest.mark.django_db
def test_a_row_has_one_chip_of_what_presses_most(trainer, trainer_browser):
    grace = client(trainer, "Grace")
    CareTeamMemberFactory(client=grace)

    def chip() -> str:
        row = row_of(trainer_browser, "Grace")
        assert row.count('class="tag') == 1
        return row.partition('class="tag')[2].partition(">")[2].partition("<")[0]

    assert chip() == "! Readiness to look at"
    ReadinessScreeningFactory(client=grace)
    assert chip() == "! Consent missing"
    ReplyFactory(client=grace, kind="noted")
    assert chip() == "i Reply to read"
    ReplyFactory(client=grace, kind="stop")
    assert chip() == "✕ Says stop"
    flag = RedFlagReportFactory(client=grace)
    assert chip() == "✕ Red flag"
    close_flag(flag, by=trainer, note="Cleared")
    assert chip() == "✕ Says stop"


@pytest.mark.django_db
def test_whoever_is_shown_has_a_line_in_the_access_log(trainer, trainer_browser):
    """Rows hold health details; of the archived, of whom the list shows a name, and of others there is none."""
    shown = client(trainer, "Grace")
    client(trainer, "Long Gone", status="archived")
    client(TrainerFactory(), "Another's")
    trainer_browser.get(PAGE)
    event = AccessEvent.objects.get()
    assert (event.client_id, event.action, event.actor_id) == (shown.pk, "workspace:clients", trainer.pk)
    trainer_browser.get(PAGE, {"state": "archived"})
    assert AccessEvent.objects.count() == 1


@pytest.mark.django_db
def test_covered_clients_are_listed_while_the_cover_lasts(trainer, trainer_browser):
    theirs, over = ClientFactory(name="Covered"), ClientFactory(name="Over")
    give_cover(theirs, trainer, starts_at=NOW - timedelta(days=1), ends_at=NOW + timedelta(days=1))
    give_cover(over, trainer, starts_at=NOW - timedelta(days=2), ends_at=NOW - timedelta(days=1))
    assert names(trainer) == {"Covered"}
    assert names(trainer, consent=True) == set()
    assert {one.name for one in clients_wanted(trainer, Wanted(), lead=True)} == set()


@pytest.mark.django_db
def test_as_many_queries_for_forty_as_for_five(trainer, trainer_browser):
    def fill(number):
        for number_of_client in range(number):
            member = CareTeamMemberFactory(client=client(trainer, f"Client {number_of_client}"))
            ReadinessScreeningFactory(client=member.client, screened_on=date(2020, 1, 1), lapses_on=date(2021, 1, 1))
            RedFlagReportFactory(client=member.client)
            TrainingSessionFactory(client=member.client, started_at=NOW - timedelta(days=2))
            PlannedSessionFactory(client=member.client, starts_at=NOW + timedelta(days=2))
            ReplyFactory(client=member.client, kind="stop")

    def queries() -> int:
        filters = {"q": "client", "state": "in-care", "readiness": "on", "consent": "on"}
        with CaptureQueriesContext(connection) as captured:
            answer = trainer_browser.get(PAGE, filters)
        assert answer.context["rows"]
        return len(reads([query["sql"] for query in captured.captured_queries]))

    fill(5)
    trainer_browser.get(PAGE)
    few = queries()
    fill(35)
    assert queries() == few
    assert few <= 10
