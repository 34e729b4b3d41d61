"""A trainer signs out, or hands the phone on: nothing of it lies open to the next, and nothing is lost unasked."""

import pytest

from tests.browser.stack import until
from tests.browser.storage import (
    DUMP,
    SENTINELS,
    databases,
    has_sent,
    in_store,
    operation,
    own_store,
    sent_from,
    sheet,
    signed_in,
)
from web.keys import uuid7

pytestmark = pytest.mark.either_stack


def test_signing_out_asks_first_where_something_is_unsent_and_leaves_nothing(chromium, stack):
    trainer = signed_in(chromium, stack)
    page, session = trainer.page, str(uuid7())
    in_store(
        page,
        "await store.touch(); await store.keepSheets([given.sheet]); await store.add([given.operation]);",
        owner=own_store(trainer),
        sheet=sheet(session),
        operation=operation(session),
    )
    page.get_by_role("button", name="Sign out").first.click()
    trainer.reads("1 not saved yet")
    trainer.looks()
    page.get_by_role("button", name="Stay signed in").click()
    trainer.goes_to("/clients/")
    page.get_by_role("button", name="Sign out").first.click()
    with page.expect_navigation():
        page.get_by_role("button", name="Sign out and lose them").click()
    until(lambda: page.url.endswith("/account/login/"), "the sign-in page")
    dump = page.evaluate(DUMP)
    assert (dump["databases"], dump["cached"]) == ([], [])
    assert "carelane" not in dump["text"]
    assert "phone-log" not in page.evaluate("document.cookie")


def test_signing_out_leaves_nothing_where_the_script_does_not_run(chromium, stack):
    trainer = signed_in(chromium, stack)
    page = trainer.page
    in_store(page, "await store.add([given.operation])", owner=own_store(trainer), operation=operation(str(uuid7())))
    page.route("**/phone.*.js", lambda route: route.abort())
    page.evaluate(
        "async () => { for (const one of await navigator.serviceWorker.getRegistrations()) await one.unregister(); }"
    )
    page.goto("/clients/")
    with page.expect_navigation():
        page.get_by_role("button", name="Sign out").first.click()
    until(lambda: page.evaluate(DUMP)["databases"] == [], "the browser to forget")
    assert "phone-log" not in page.evaluate("document.cookie")


def test_before_signing_out_what_waits_can_be_sent(chromium, stack):
    trainer = signed_in(chromium, stack)
    page = trainer.page
    made = operation(str(uuid7()))
    in_store(page, "", owner=own_store(trainer))  # its module has to come from the network
    page.context.set_offline(True)
    in_store(page, "await store.add([given.operation])", owner=own_store(trainer), operation=made)
    trainer.reads("1 on this phone")
    page.get_by_role("button", name="Sign out").first.click()
    page.get_by_role("button", name="Send now").click()
    trainer.reads("They could not be sent now.")
    sent = sent_from(page)
    page.context.set_offline(False)
    page.get_by_role("button", name="Send now").click()
    until(lambda: has_sent(page, sent, made["key"]), "it to be sent")


def test_a_phone_given_to_another_trainer_keeps_the_first_ones_words_for_them_alone(chromium, stack):
    first = signed_in(chromium, stack)
    page, owner, session = first.page, own_store(first), str(uuid7())
    made = operation(session)
    page.context.clear_cookies()  # the session is over
    in_store(page, "await store.touch(); await store.keepSheets([given.sheet]); await store.add([given.operation]);",
             owner=owner, sheet=sheet(session), operation=made)  # fmt: skip
    first.reads("Sign in again to send them")

    page.goto("/account/login/")
    sent = sent_from(page)
    second = signed_in(chromium, stack, "Marc Tremblay", page)
    second.goes_to("/clients/")
    until(lambda: len(databases(page)) == 2, "a store of their own")
    dump = page.evaluate(DUMP)
    assert [word for word in SENTINELS if word in dump["text"]] == []
    assert in_store(page, "await store.touch(); return (await store.sheets()).length", owner=owner) == 0
    in_store(page, "await store.hide()", owner=owner)
    page.get_by_role("button", name="Sign out").first.click()
    page.wait_for_url("**/account/login/")
    page.evaluate("0")
    assert sent == []
    assert databases(page) == [f"carelane-{owner}"]

    signed_in(chromium, stack, "Ana Costa", page)
    until(lambda: has_sent(page, sent, made["key"]), "the operation to be sent as its trainer")


def test_a_device_in_a_clients_hand_shows_no_sheet_until_it_is_back(chromium, stack):
    trainer = signed_in(chromium, stack)
    page, owner, readable = trainer.page, own_store(trainer), "return store.isReadable()"
    until(lambda: in_store(page, readable, owner=owner), "the day to be kept")
    trainer.goes_to("/clients/?q=samir")
    trainer.clicks("link", "Samir Haddad")
    trainer.clicks("link", "Ask for consent")
    page.get_by_role("radio", name="Noor Siddiqui (PPT)").check()  # others had a no by then
    trainer.ticks_all()
    trainer.clicks("button", "Ask here, on this device")
    trainer.clicks("button", "Hand over the device")
    trainer.reads("Typing it stands for your signature")
    until(lambda: not in_store(page, readable, owner=owner), "the sheets to be hidden")
    page.goto("/in-person/")
    assert not in_store(page, readable, owner=owner)
    trainer.clicks("button", "No, share nothing")
    trainer.clicks("button", "I am the trainer: unlock")
    trainer.goes_to("/")
    until(lambda: in_store(page, readable, owner=owner), "the day to be kept again")
