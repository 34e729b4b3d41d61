"""What a trainer's phone keeps is there after a reload, readable to nobody else, and gone after its time."""

import uuid

import pytest

from tests.browser.stack import until
from tests.browser.storage import DUMP, OWNER, SENTINELS, databases, in_store, operation, sheet
from web.keys import uuid7

pytestmark = pytest.mark.either_stack

OTHER = "fedcba9876543210"
HOURS = 60 * 60 * 1000


@pytest.fixture
def page(chromium, stack):
    """A page on which nothing of ours runs yet."""
    page = chromium.new_context(base_url=stack.address).new_page()
    page.goto("/account/login/")
    return page


def test_what_is_kept_is_there_after_a_reload_and_in_order(page):
    session = str(uuid7())
    stored = sheet(session)
    operations = [operation(session, at=number) for number in range(30)]
    in_store(
        page,
        "await store.touch(1000000); await store.keepSheets([given.sheet]); await store.keepLibrary({ digest: 'd' });"
        "await Promise.all(given.operations.map((one) => store.add([one])));",
        sheet=stored,
        operations=operations,
    )
    page.reload()
    read = in_store(
        page,
        "return [await store.operations(), await store.sheet(given.session), await store.sheets(), await store.library()]",
        session=session,
    )
    assert read == [operations, stored, [stored], {"digest": "d"}]


def test_nothing_of_it_can_be_read_without_the_key_which_no_script_can_take(page):
    session = str(uuid7())
    in_store(
        page,
        "await store.touch(); await store.keepSheets([given.sheet]); await store.add(given.operations);"
        "await store.keepLibrary({ digest: 'd', exercises: [given.sheet.rows[0].exercise] });"
        "await store.refuse(given.operations[0].key, { status: 422, words: given.operations[0].note, conflicts: [] });",
        sheet=sheet(session),
        operations=[operation(session), operation(session)],
    )
    dump = page.evaluate(DUMP)
    assert dump["databases"] == [f"carelane-{OWNER}"]
    assert session in dump["text"], "the dump reads records"
    assert [word for word in SENTINELS if word in dump["text"]] == []
    assert "a key, not readable" in dump["text"]
    taken = """async () => {
      const database = await new Promise((resolve) => {
        const request = indexedDB.open("carelane-0123456789abcdef");
        request.onsuccess = () => resolve(request.result);
      });
      const key = await new Promise((resolve) => {
        const request = database.transaction("keys").objectStore("keys").get("records");
        request.onsuccess = () => resolve(request.result);
      });
      return crypto.subtle.exportKey("raw", key).then(() => "taken", (error) => error.name);
    }"""
    assert page.evaluate(taken) == "InvalidAccessError"


def test_what_the_server_took_is_forgotten_together_with_the_sheet_that_has_it(page):
    session = str(uuid7())
    operations = [operation(session) for _ in range(3)]
    read = in_store(
        page,
        "await store.touch(); await store.keepSheets([given.sheet]); await store.add(given.operations);"
        "const [first, second, third] = given.operations.map((one) => one.key);"
        "await store.refuse(second, { status: 422, words: 'no', conflicts: [] });"
        "await store.acknowledge([first], new Map([[given.sheet.session, { ...given.sheet, version: 2 }]]));"
        "const refused = await store.refused();"
        "await store.retry(second);"
        "return [refused, await store.operations(), await store.sheet(given.sheet.session), await store.counts()];",
        sheet=sheet(session),
        operations=operations,
    )
    refused, waiting, stored, counts = read
    assert [(one["operation"], one["answer"]["words"]) for one in refused] == [(operations[1], "no")]
    assert waiting == [operations[2], operations[1]], "what is tried again comes last"
    assert stored["version"] == 2
    assert (counts["unsent"], counts["refused"]) == (2, 0)


def test_a_session_is_read_at_one_moment(page):
    """Never the sheet from before the server took an operation without that operation."""
    session = str(uuid7())
    seen = in_store(
        page,
        "await store.touch(); const seen = [];"
        "for (const one of given.operations) {"
        "  await store.keepSheets([{ ...given.sheet, version: 1 }]); await store.add([one]);"
        "  const after = new Map([[given.sheet.session, { ...given.sheet, version: 2 }]]);"
        "  let isTaken = false;"
        "  const taking = store.acknowledge([one.key], after).then(() => { isTaken = true; });"
        "  while (!isTaken) seen.push(await store.session(given.sheet.session));"
        "  await taking;"
        "}"
        "return seen.map(({ sheet, operations }) => [sheet.version, operations.length]);",
        sheet=sheet(session),
        operations=[operation(session) for _ in range(40)],
    )
    assert {tuple(one) for one in seen} <= {(1, 1), (2, 0)}


def test_a_fetched_sheet_does_not_take_the_place_of_one_that_has_more(page):
    session = str(uuid7())
    read = in_store(
        page,
        "await store.touch(); const asOf = await store.mark();"
        "await store.add([given.operation]); await store.acknowledge([given.operation.key], new Map([[given.newer.session, given.newer]]));"
        "const isKept = await store.keepSheets([given.older], [], { asOf });"
        "return [isKept, (await store.sheet(given.newer.session)).version];",
        operation=operation(session),
        older=sheet(session) | {"version": 1},
        newer=sheet(session) | {"version": 2},
    )
    assert read == [False, 2]


def test_sheets_are_shown_for_the_time_after_the_last_contact_alone(page):
    session = str(uuid7())
    read = in_store(
        page,
        "await store.keepSheets([given.sheet]); const before = await store.sheets();"
        "await store.touch(3600000); const after = await store.sheets();"
        "const { at } = await store.lastContact();"
        "const later = [3599000, 3601000, -3601000].map((ms) => store.isReadable(at + ms));"
        "const readable = await Promise.all(later); await store.hide();"
        "return [before.length, after.length, readable, await store.sheet(given.sheet.session)];",
        sheet=sheet(session),
    )
    assert read == [0, 1, [True, False, False], None]


def test_after_three_days_all_of_it_goes_and_the_number_is_told(page):
    session = str(uuid7())
    drop = "async (ms) => (await import('/static/js/phone/forgetting.js')).dropOld(Date.now() + ms)"
    in_store(
        page,
        "await store.touch(); await store.keepSheets([given.sheet]); await store.add(given.operations);",
        sheet=sheet(session),
        operations=[operation(session), operation(session)],
    )
    look = "return [(await store.sheets()).length, (await store.operations()).length, await store.dropped()]"
    page.evaluate(drop, 71 * HOURS)
    assert in_store(page, look) == [1, 2, 0]
    page.evaluate(drop, 73 * HOURS)
    assert in_store(page, look) == [0, 0, 2]
    in_store(page, "await store.droppedIsSaid()")
    assert in_store(page, look) == [0, 0, 0]


def test_of_another_trainer_only_what_was_not_sent_stays(page):
    session = str(uuid7())
    keep = "await store.touch(); await store.keepSheets([given.sheet]); await store.keepLibrary({ digest: 'd' });"
    in_store(page, keep, sheet=sheet(session))
    in_store(
        page,
        keep + "await store.add([given.operation])",
        owner=OTHER,
        sheet=sheet(session),
        operation=operation(session),
    )
    page.evaluate("async () => (await import('/static/js/phone/forgetting.js')).forgetOthers('aaaaaaaaaaaaaaaa')")
    assert databases(page) == [f"carelane-{OTHER}"]
    left = in_store(
        page,
        "await store.touch(); return [await store.sheets(), await store.library(), (await store.operations()).length]",
        owner=OTHER,
    )
    assert left == [[], None, 1]


def test_a_second_tab_hears_of_what_the_first_keeps(page):
    other = page.context.new_page()
    other.goto("/account/login/")
    in_store(other, "window.heard = []; store.listen(({ what }) => window.heard.push(what))")
    in_store(page, "await store.add([given.operation])", operation=operation(str(uuid7())))
    until(lambda: other.evaluate("window.heard.join()") == "added", "the second tab to hear of it")
    in_store(page, "await store.wipe()")
    until(lambda: other.evaluate("window.heard.join()") == "added,wiped", "the second tab to hear of the end")
    assert databases(page) == []


def test_keys_sort_as_they_were_made(page):
    keys = page.evaluate(
        "async () => { const { uuid7 } = await import('/static/js/phone/keys.js');"
        "return Array.from({ length: 20000 }, () => uuid7()); }"
    )
    assert keys == sorted(set(keys))
    assert {(uuid.UUID(key).version, uuid.UUID(key).variant) for key in keys} == {(7, uuid.RFC_4122)}
