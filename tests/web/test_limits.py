"""Each limit in docs/limits.md holds, with the figure that stands there."""

import re
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.http import HttpRequest
from django.test import Client as Browser
from django.urls import reverse
from django.utils import timezone

from accounts.mailbox_counts import count_mail
from accounts.password_tries import count_password
from clients.access import join_own_account
from sessions_log.feed import make_feed
from tests.access.world import BACKEND
from tests.accounts.signing_in import PASSWORD, give_code, give_password
from tests.api.calls import Program, program_of
from tests.factories.accounts import AdminFactory, TrainerFactory
from tests.factories.clients import ClientFactory
from tests.factories.consent import ViewerSessionFactory
from tests.factories.practitioners import TrainerProfileFactory
from tests.factories.webhooks import WebhookFactory
from web import limits
from web.codes import LIFE, TRIES
from web.ratelimit import TooManyError, count_try

TABLE = Path(settings.BASE_DIR, "docs", "limits.md").read_text("utf-8")
ROWS = {
    name: (int(amount), int(seconds or 0))
    for name, amount, seconds in re.findall(r"^\| `(\S+)` .*\| (\d+)(?: s)?(?: in (\d+) s)? \|", TABLE, re.MULTILINE)
}
OF_CODE = {
    limit.name: (limit.amount, limit.seconds)
    for limit in [
        *limits.STRANGERS_MAILS,
        *limits.KNOWN_MAILS,
        limits.REQUESTS_OF_NETWORK,
        limits.PASSWORDS_OF_ASKER,
        limits.PASSWORDS_OF_NETWORK,
        limits.PASSWORDS_OF_STRANGERS,
        limits.SECOND_STEPS,
        limits.REFERRALS_OF_NETWORK,
        limits.REFERRALS_OF_PRACTITIONER,
        limits.APPLICATIONS_OF_NETWORK,
        limits.ADDRESSES_TAKEN,
        limits.CALENDAR_GUESSES,
        limits.CALENDAR_READS,
        limits.API_CALLS,
        limits.API_GUESSES,
        limits.WEBHOOK_PRESSES,
    ]
} | {"code-life": (LIFE.total_seconds(), 0), "code-tries": (TRIES, 0)}
UNITS = {"s": 1, "m": 60, "h": 3600}


def from_address(number: int) -> dict[str, str]:
    """Another network address for each number."""
    return {"REMOTE_ADDR": f"10.{number // 65536}.{number // 256 % 256}.{number % 256}"}


def within_one_stretch(seconds: int, *, at_least: int = 3) -> None:
    """Waits where the stretch is about to end: a test does not run across."""
    left = seconds - time.time() % seconds
    if left < at_least:
        time.sleep(left + 0.1)


def signed_in(user) -> Browser:
    browser = Browser()
    browser.force_login(user, backend=BACKEND)
    return browser


def statuses(act: Callable[[int], int], amount: int) -> None:
    """All of `amount` acts are taken, and the next one is refused."""
    answers = [act(number) for number in range(amount + 1)]
    assert 429 not in answers[:-1]
    assert answers[-1] == 429


def code_life(amount: int, seconds: int) -> None:
    assert LIFE == timedelta(seconds=amount) == timedelta(seconds=settings.ACCOUNT_LOGIN_BY_CODE_TIMEOUT)


def code_tries(amount: int, seconds: int) -> None:
    browser = Browser()
    browser.post(reverse("account_request_login_code"), {"email": "nobody@home.example"})
    pages = [
        browser.post(reverse("account_confirm_login_code"), {"code": "AAAAAAAA"}).content.decode()
        for _ in range(amount + 1)
    ]
    assert ["You have" in page for page in pages] == [True] * (amount - 1) + [False, False]


def mails(*, is_known: bool, apart: int) -> Callable[[int, int], None]:
    """`apart`: seconds between two requests, so that the other limit on the same is not reached."""

    def run(amount: int, seconds: int) -> None:
        start = timezone.now()
        moments = [start + timedelta(seconds=number * apart) for number in range(amount)]
        for moment in moments:
            count_mail("somebody@home.example", is_known=is_known, now=moment)
        with pytest.raises(TooManyError) as refused:
            count_mail("Somebody@Home.example ", is_known=is_known, now=moments[-1] + timedelta(seconds=apart))
        assert refused.value.again_at == start + timedelta(seconds=seconds)
        count_mail("somebody@home.example", is_known=not is_known, now=moments[-1])
        count_mail("somebody@home.example", is_known=is_known, now=refused.value.again_at)

    return run


def requests_network(amount: int, seconds: int) -> None:
    within_one_stretch(seconds)
    ask = reverse("account_request_login_code")
    statuses(lambda number: Browser().post(ask, {"email": f"n{number}@home.example"}).status_code, amount)
    assert Browser(REMOTE_ADDR="10.0.0.9").post(ask, {"email": "n@home.example"}).status_code == 302


def passwords_asker(amount: int, seconds: int) -> None:
    within_one_stretch(seconds)
    trainer = TrainerFactory()
    statuses(lambda number: give_password(Browser(), trainer.email, "wrong").status_code, amount)
    assert give_password(Browser(REMOTE_ADDR="10.0.0.9"), trainer.email).status_code == 302


def passwords_network(amount: int, seconds: int) -> None:
    within_one_stretch(seconds)
    statuses(lambda number: give_password(Browser(), f"n{number}@people.example", "wrong").status_code, amount)


def passwords_strangers(amount: int, seconds: int) -> None:
    within_one_stretch(seconds)
    trainer = TrainerFactory()

    def from_elsewhere(number: int) -> int:
        return give_password(Browser(**from_address(number)), trainer.email, "wrong").status_code

    statuses(from_elsewhere, amount)


def second_steps(amount: int, seconds: int) -> None:
    browser, trainer = Browser(), TrainerFactory()
    give_password(browser, trainer.email)
    pages = [give_code(browser, "000000").content.decode() for _ in range(amount + 1)]
    assert ["Too many failed" in page for page in pages] == [False] * amount + [True]


def reauthenticate(amount: int, seconds: int) -> None:
    """Right ones are counted too; wrong ones end earlier, as at signing in."""
    browser = signed_in(TrainerFactory())
    address = reverse("account_reauthenticate")
    statuses(lambda number: browser.post(address, {"password": PASSWORD}).status_code, amount)


def change_password(amount: int, seconds: int) -> None:
    browser = signed_in(TrainerFactory())
    statuses(lambda number: browser.post(reverse("account_change_password"), {}).status_code, amount)


def manage_email(amount: int, seconds: int) -> None:
    browser = signed_in(TrainerFactory())
    browser.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    statuses(lambda number: browser.post(reverse("account_email"), {"action_add": "", "email": ""}).status_code, amount)


def emergency(amount: int, seconds: int) -> None:
    within_one_stretch(seconds)
    browser = signed_in(AdminFactory())
    browser.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    answers = {"email": "nobody@home.example", "reason": "They asked by phone"}
    pages = [
        browser.post(reverse("network_admin:emergency"), answers).content.decode() for _number in range(amount + 1)
    ]
    assert ["Too many tries within an hour" in page for page in pages] == [False] * amount + [True]


def addresses_taken(amount: int, seconds: int) -> None:
    within_one_stretch(seconds)
    browser = signed_in(AdminFactory())
    browser.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    typed = {"name": "Nia New", "email": TrainerFactory().email, "is_trainer": "on"}
    codes = [browser.post(reverse("network_admin:invite_person"), typed).status_code for _number in range(amount + 1)]
    assert codes == [422] * amount + [429]


def applications_network(amount: int, seconds: int) -> None:
    within_one_stretch(seconds)
    address = reverse("practitioners:join_trainer")
    statuses(lambda number: Browser().post(address, {"name": f"Robot {number}"}).status_code, amount)


def referrals_network(amount: int, seconds: int) -> None:
    within_one_stretch(seconds)
    browser, profile = Browser(), TrainerProfileFactory()
    address = reverse("practitioner_portal:refer", args=[profile.slug])
    statuses(lambda number: browser.post(address, {"first_name": "Nora"}).status_code, amount)


def referrals_practitioner(amount: int, seconds: int) -> None:
    within_one_stretch(seconds)
    profile, viewer = TrainerProfileFactory(), ViewerSessionFactory(token="a-browser")
    browser = Browser()
    browser.cookies[settings.VIEWER_COOKIE_NAME] = "a-browser"
    address = reverse("practitioner_portal:refer_new", args=[profile.slug])
    answers = {"language": "en", "reason": "return", "agreed": "on"}
    statuses(
        lambda number: (
            browser.post(address, answers | {"first_name": "Nora", "email": f"nora{number}@home.example"}).status_code
        ),
        amount,
    )
    assert viewer.practitioner.sent_referrals.count() == amount


def calendar_guesses(amount: int, seconds: int) -> None:
    """A right address opens all the same."""
    within_one_stretch(seconds)
    wrong, right = (reverse("sessions_log:calendar_file", args=[token]) for token in ("wrong", calendar_token()))
    statuses(lambda number: Browser().get(wrong).status_code, amount)
    assert Browser().get(right).status_code == 200


def calendar_reads(amount: int, seconds: int) -> None:
    within_one_stretch(seconds)
    address, another = (reverse("sessions_log:calendar_file", args=[calendar_token()]) for _feed in range(2))
    statuses(lambda number: Browser(**from_address(number)).get(address).status_code, amount)
    assert Browser().get(another).status_code == 200


def api_calls(amount: int, seconds: int) -> None:
    within_one_stretch(seconds, at_least=12)
    program, another = (program_of(TrainerFactory()) for _token in range(2))
    statuses(lambda _number: program.get("/clients").status_code, amount)
    assert another.get("/clients").status_code == 200


def webhook_presses(amount: int, seconds: int) -> None:
    within_one_stretch(seconds, at_least=20)
    webhook = WebhookFactory()
    browser = signed_in(webhook.trainer)
    test = reverse("webhooks:send_test", args=[webhook.pk])
    statuses(lambda number: browser.post(test).status_code, amount)
    replay = reverse("webhooks:replay", args=[webhook.deliveries.all()[0].pk])
    assert browser.post(replay).status_code == 429


def api_guesses(amount: int, seconds: int) -> None:
    """A right token opens all the same."""
    within_one_stretch(seconds)
    statuses(lambda number: Program(f"carelane_wrong-{number}").get("/clients").status_code, amount)
    assert program_of(TrainerFactory()).get("/clients").status_code == 200


def calendar_token() -> str:
    return make_feed(TrainerFactory(), now=timezone.now())


TESTS: dict[str, Callable[[int, int], None]] = {
    "code-life": code_life,
    "code-tries": code_tries,
    "mails-strangers-hour": mails(is_known=False, apart=1),
    "mails-strangers-day": mails(is_known=False, apart=1300),
    "mails-known-hour": mails(is_known=True, apart=1),
    "mails-known-day": mails(is_known=True, apart=1300),
    "requests-network": requests_network,
    "passwords-asker": passwords_asker,
    "passwords-network": passwords_network,
    "passwords-strangers": passwords_strangers,
    "second-steps": second_steps,
    "reauthenticate": reauthenticate,
    "change_password": change_password,
    "manage_email": manage_email,
    "emergency": emergency,
    "addresses-taken": addresses_taken,
    "referrals-network": referrals_network,
    "applications-network": applications_network,
    "referrals-practitioner": referrals_practitioner,
    "calendar-guesses": calendar_guesses,
    "calendar-reads": calendar_reads,
    "api-calls": api_calls,
    "api-guesses": api_guesses,
    "webhook-presses": webhook_presses,
}


@pytest.mark.parametrize("name", ROWS)
def test_the_limit_in_the_table_holds(db, name):
    assert name in TESTS, f"{name} in docs/limits.md has no test here"
    TESTS[name](*ROWS[name])


def test_every_limit_in_the_code_is_in_the_table():
    of_allauth = {}
    for name, rate in settings.ACCOUNT_RATE_LIMITS.items():
        if rate:
            amount, duration, _per = rate.split("/")
            of_allauth[name] = (int(amount), int(duration[:-1] or 1) * UNITS[duration[-1]])
    assert OF_CODE | of_allauth | {"emergency": (10, 3600)} == ROWS
    declared = {limit.name for limit in vars(limits).values() if isinstance(limit, limits.Limit)}
    assert declared <= ROWS.keys()


# --- the right person, while strangers ask from 10,000 addresses --------------------------


@pytest.fixture
def attacked(db, settings):
    """A trainer and a client for whom strangers have asked, and guessed, from 10,000 addresses."""
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "attack"}}
    trainer, client = TrainerFactory(), ClientFactory()
    join_own_account(client)
    client.refresh_from_db()
    return trainer, client.account


def strangers_come(address: str, *, addresses: int = 10_000) -> tuple[int, int]:
    """How many of their passwords were looked at, and how many of their requests for a code were mailed."""
    passwords = mails_sent = 0
    for number in range(addresses):
        request = HttpRequest()
        request.META.update(from_address(number))
        request.user, request.session = None, {}  # type: ignore[assignment]
        passwords += _is_taken(lambda request=request: count_password(request, address))
    for number in range(addresses):
        network = from_address(number)["REMOTE_ADDR"]
        _is_taken(lambda network=network: count_try(limits.REQUESTS_OF_NETWORK, network))
        if number < 100:  # whoever comes after the third is refused by one and the same row
            mails_sent += _is_taken(lambda: count_mail(address, is_known=False))
    return passwords, mails_sent


def _is_taken(act: Callable[[], None]) -> bool:
    try:
        act()
    except TooManyError:
        return False
    return True


def test_strangers_at_10_000_addresses_get_no_more_than_one(attacked):
    trainer, _account = attacked
    assert strangers_come(trainer.email) == (50, 3)


def test_a_day_of_guesses_opens_nothing():
    """The figures of docs/limits.md: 10,000 mailboxes, each with all the codes and guesses that strangers get."""
    from web.codes import ALPHABET, LENGTH

    guesses = limits.STRANGERS_MAILS[1].amount * TRIES
    chance = 10_000 * guesses / len(ALPHABET) ** LENGTH
    assert (guesses, f"{chance:.7f}") == (30, "0.0000038")
    assert f"{len(ALPHABET) ** LENGTH:,}" in TABLE
    assert f"{chance:.7f}" in TABLE
