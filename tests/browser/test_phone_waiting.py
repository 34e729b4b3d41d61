"""What waits on the phone for long: it is said after a day, sent by the next release, and shown to nobody meanwhile."""

import pytest

from tests.browser.gym import Gym, all_is_sent, ana_with_a_phone, kept
from tests.browser.stack import until
from tests.browser.storage import own_store

pytestmark = pytest.mark.either_stack

# As when the server has said that nobody is signed in.
LOCK = """async () => {
    const { openStore } = await import("/static/js/phone/store.js");
    await (await openStore(localStorage.getItem("carelane.phone-owner"))).hide();
}"""
# Makes all that waits as old as that, by an older release of the page, and with a field that came and went.
AGE = """async ({ owner, hours }) => {
  const { openStore } = await import("/static/js/phone/store.js");
  const store = await openStore(owner);
  const operations = (await store.operations()).map((operation) => ({ ...operation, mood: "fair" }));
  await store.acknowledge(operations.map(({ key }) => key));
  await store.add(operations);
  const answer = (request) => new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
  const database = await answer(indexedDB.open(`carelane-${owner}`));
  const records = database.transaction("operations", "readwrite").objectStore("operations");
  for (const { release, ...record } of await answer(records.getAll())) {
    await answer(records.put({ ...record, made: record.made - hours * 60 * 60 * 1000 }));
  }
  database.close();
}"""


def logs_a_set(trainer, gym: Gym) -> None:
    """Without reception."""
    page = trainer.page
    [address] = kept(page, gym.name)
    page.context.set_offline(True)
    page.goto(address)
    page.get_by_role("button", name="Start session").tap()
    page.get_by_role("article").first.get_by_role("button", name="Log set 1").tap()
    page.locator("ol.sets > li").first.wait_for()


def test_what_waits_for_more_than_a_day_is_said_and_then_sent(chromium, stack, gym):
    trainer = ana_with_a_phone(chromium, stack)
    page, owner = trainer.page, own_store(trainer)
    logs_a_set(trainer, gym)
    page.route("**/phone/operations/", lambda route: route.abort())
    page.context.set_offline(False)
    trainer.goes_to("/clients/")
    trainer.reads("2 on this phone")
    assert page.get_by_text("Not saved for more than a day").is_hidden()
    page.evaluate(AGE, {"owner": owner, "hours": 25})
    trainer.goes_to("/")
    trainer.reads("Not saved for more than a day")
    trainer.reads("2 on this phone alone. Find reception")
    trainer.looks()
    page.unroute("**/phone/operations/")
    trainer.goes_to("/clients/")
    until(lambda: all_is_sent(page), "all is sent")
    assert page.get_by_text("Not saved for more than a day").is_hidden()
    [session] = gym.logged()
    assert session["sets"] == [["Goblet squat", 12, "20.00"]]


def test_a_log_that_was_locked_while_it_lay_open_is_not_drawn_again_by_going_back(chromium, stack, gym):
    trainer = ana_with_a_phone(chromium, stack)
    page = trainer.page
    logs_a_set(trainer, gym)
    page.get_by_role("link", name="Scores and end").tap()
    page.get_by_label("Minutes").wait_for()
    page.evaluate(LOCK)
    page.get_by_role("heading", name="Locked until there is reception").wait_for()
    page.go_back()
    page.wait_for_timeout(500)
    trainer.reads("Locked until there is reception")
    trainer.does_not_read(gym.name)


def test_without_reception_and_without_a_sign_in_the_phone_says_that_it_is_locked(chromium, stack, gym):
    trainer = ana_with_a_phone(chromium, stack)
    page = trainer.page
    logs_a_set(trainer, gym)
    address = page.url
    page.evaluate(LOCK)
    for path in (address, "/phone/"):
        page.goto(path)
        page.get_by_role("heading", name="Locked until there is reception").wait_for()
        page.wait_for_timeout(500)
        trainer.reads("What was logged stays on this phone")
        trainer.does_not_read(gym.name)
