"""What a trainer sees of the phone's storage: whether it is of use, what was refused, and the log without a network."""

import pytest

from tests.browser.people import PHONE, person
from tests.browser.stack import until
from tests.browser.storage import DUMP, SENTINELS, has_sent, in_store, operation, own_store, sent_from, signed_in
from web.keys import uuid7

pytestmark = pytest.mark.either_stack

FORBIDDEN = {
    "forbidden": "indexedDB.open = () => { throw new DOMException('no', 'SecurityError'); }",
    "hangs": "indexedDB.open = () => ({})",
    "full": "navigator.storage.estimate = async () => ({ quota: 1000000, usage: 900000 })",
    "insecure": "Object.defineProperty(window, 'isSecureContext', { value: false })",
}
SAID = {"forbidden": "It may be a private window", "hangs": "It may be a private window", "full": "its storage is full"}


@pytest.mark.parametrize(("how", "script"), FORBIDDEN.items())
def test_storage_that_is_of_no_use_is_said_before_the_log_is_begun(chromium, stack, how, script):
    trainer = person(chromium, stack, **PHONE)
    trainer.page.add_init_script(script)
    trainer.goes_to("/account/login/")
    trainer.clicks("button", "Ana Costa")
    words = SAID.get(how, "not secure")
    trainer.reads(words)
    trainer.goes_to("/clients/?q=grace")
    trainer.clicks("link", "Grace Bennett")
    trainer.reads(words)
    trainer.page.get_by_role("button", name="Start session").or_(
        trainer.page.get_by_role("link", name="Continue the session")
    ).first.wait_for()
    assert "phone-log" not in trainer.page.evaluate("document.cookie")
    assert trainer.page.evaluate("async () => (await navigator.serviceWorker.getRegistrations()).length") == 0


def test_a_full_phone_still_sends_what_it_has(chromium, stack):
    trainer = signed_in(chromium, stack)
    page, made = trainer.page, operation(str(uuid7()))
    in_store(page, "", owner=own_store(trainer))
    page.context.set_offline(True)
    in_store(page, "await store.add([given.operation])", owner=own_store(trainer), operation=made)
    trainer.reads("1 on this phone")
    page.add_init_script(FORBIDDEN["full"])
    sent = sent_from(page)
    page.goto("about:blank")
    page.context.set_offline(False)
    trainer.goes_to("/")
    trainer.reads(SAID["full"])
    until(lambda: has_sent(page, sent, made["key"]), "it to be sent")


def test_the_cache_holds_the_empty_shell_and_its_files_and_it_opens_without_the_network(chromium, stack):
    trainer = signed_in(chromium, stack)
    page = trainer.page
    trainer.goes_to("/clients/?q=grace")
    trainer.clicks("link", "Grace Bennett")
    client = page.url.rstrip("/").rpartition("/")[2]
    until(lambda: "/phone/" in page.evaluate(DUMP)["cached"], "the shell to be cached")
    cached = page.evaluate(DUMP)["cached"]
    assert [path for path in cached if path != "/phone/" and not path.startswith("/static/")] == []
    assert any(path.startswith("/static/js/phone/store.") for path in cached)
    page.context.set_offline(True)
    for path in ("/phone/", f"/clients/{client}/sessions/{uuid7()}/log/", "/clients/"):
        page.goto(path)
        assert page.title().startswith("Session log"), path
    page.context.set_offline(False)
    page.goto("/clients/")
    assert page.title().startswith("Clients")


def test_what_was_refused_is_shown_in_words_saved_as_text_and_forgotten_after_a_question(chromium, stack):
    trainer = signed_in(chromium, stack)
    page = trainer.page
    in_store(page, "await store.add([given.operation])", owner=own_store(trainer), operation=operation(str(uuid7())))
    trainer.reads("Needs attention on this phone")  # the server knows of no such session
    trainer.reads(SENTINELS[2])
    trainer.looks()
    with page.expect_download() as saved:
        page.get_by_role("button", name="Save all as a text file").last.click()
    assert SENTINELS[2] in saved.value.path().read_text()
    page.get_by_role("button", name="Try again").click()
    trainer.reads(SENTINELS[2])
    trainer.goes_to("/clients/")
    trainer.reads("Needs your attention: 1 on this phone")
    trainer.clicks("link", "See what they are")
    page.get_by_role("button", name="Forget").click()
    page.get_by_role("button", name="Keep it").click()
    trainer.reads(SENTINELS[2])
    page.get_by_role("button", name="Forget").click()
    page.get_by_role("button", name="Forget it").click()
    until(lambda: not page.get_by_text(SENTINELS[2]).count(), "it to be forgotten")
    page.get_by_role("button", name="Sign out").first.click()
    page.wait_for_url("**/account/login/")
