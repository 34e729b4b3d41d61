"""Signing in for real, in a browser: the password, a passkey of this very computer, and the passkey alone."""

import pytest

from tests.browser.people import person
from tests.browser.stack import code_in, link_in, local, until

pytestmark = pytest.mark.either_stack

ADMIN = "ruth.okafor@demo.carelane.example"
NEWCOMER = "petra.lang@gym.example"
PASSWORD = "correct horse battery staple"


@pytest.fixture
def site(stack):
    """Under the name that passkeys are good for: a bare network address is none."""
    return stack.address.replace("127.0.0.1", "localhost")


def with_passkeys(page) -> None:
    """The computer's own lock, always opened by its owner."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    session.send("WebAuthn.addVirtualAuthenticator", {"options": options})


def test_somebody_new_joins_with_a_passkey_and_comes_back_by_it_alone(chromium, stack, site):
    admin = chromium.new_context(base_url=stack.address).new_page()
    admin.goto("/")
    admin.get_by_role("button", name="Ruth Okafor").click()
    admin.goto("/people/invite/")
    admin.get_by_label("Name").fill("Petra Lang")
    admin.get_by_label("E-mail").fill(NEWCOMER)
    admin.get_by_label("Trainer").check()
    admin.get_by_role("button", name="Invite").click()
    assert "Petra Lang" in admin.get_by_role("main").inner_text()

    page = chromium.new_context(base_url=site).new_page()
    with_passkeys(page)
    page.goto(local(link_in(stack.mail_to(NEWCOMER, about="Your Carelane account"), "/password/reset/")))
    for label in ("New Password", "New Password (again)"):
        page.get_by_label(label, exact=True).fill(PASSWORD)
    page.get_by_role("main").get_by_role("button").first.click()
    page.goto("/account/login/")
    page.get_by_label("E-mail").fill(NEWCOMER)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.get_by_role("heading", name="Second step").wait_for()
    page.goto("/clients/")
    assert page.url.endswith("/account/second-step/"), "nobody works without a second step"

    page.get_by_role("link", name="Add a passkey").click()
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Go on").click()
    page.get_by_role("button", name="Add a passkey").click()
    page.get_by_role("heading", name="Recovery codes").wait_for()
    assert page.locator(".recovery-codes li").count() == 10
    page.get_by_role("link", name="I have kept them").click()
    page.get_by_role("heading", name="Today").wait_for()

    page.goto("/account/me/")
    page.get_by_role("main").get_by_role("button", name="Sign out").click()
    page.wait_for_url("**/account/login/**")
    page.goto("/account/login/")
    page.get_by_role("button", name="Sign in with a passkey").click()
    page.get_by_role("heading", name="Today").wait_for()
    assert stack.mail_to(NEWCOMER, about="Added to your second step: passkey")


def test_where_no_passkey_is_given_words_say_so(chromium, stack, site):
    page = chromium.new_context(base_url=site).new_page()
    page.add_init_script("navigator.credentials.get = () => Promise.reject(new Error('declined'))")
    page.goto("/account/login/")
    page.get_by_role("button", name="Sign in with a passkey").click()
    page.get_by_text("That did not work").wait_for()


def test_a_client_opens_their_own_record_by_a_code(chromium, stack):
    client = person(chromium, stack, viewport={"width": 390, "height": 844})
    address = "grace.bennett@demo.carelane.example"
    client.goes_to("/account/login/")
    client.clicks("link", "I am a client and want to see my record")
    client.page.get_by_label("E-mail").fill(address)
    client.clicks("button", "Send me a code")
    code = code_in(stack.mail_to(address, about="Your sign-in code"))
    client.page.get_by_label("Code").fill(code)
    client.clicks("button", "Open my record")
    client.page.get_by_role("heading", name="My record").wait_for()
    client.clicks("link", "Who looked")
    assert until(lambda: "opened their own record" in client.page.content(), "the log")


def test_a_practitioner_with_an_account_needs_no_code(chromium, stack):
    page = chromium.new_context(base_url=stack.address).new_page()
    page.goto("/")
    page.get_by_role("button", name="Dana Whitfield").click()
    page.get_by_role("heading", name="Shared with you").wait_for()
    page.get_by_role("link", name="Grace Bennett").click()
    page.get_by_role("heading", name="Grace Bennett").wait_for()
