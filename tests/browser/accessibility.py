"""Faults of accessibility, by axe. A page that is built as another was, on the same screen, is not judged again.

Nor is it on the other stack, while the code is the very same.
"""

from hashlib import sha256
from pathlib import Path

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from tests.browser.stack import until

GRAVE = {"serious", "critical"}
# What of a page axe's judgement rests on: the screen, tags, classes, roles and states, which references lead somewhere,
# and where there is text. More than three alike in a row are as three.
STRUCTURE = """() => {
    const REFERENCES = /^(for|form|headers|list|usemap|aria-(activedescendant|controls|describedby|details|errormessage|flowto|labelledby|owns))$/;
    const OF_ANY_WORDS = /^(aria-(label|description|placeholder|roledescription|value.*)|alt|title|placeholder|value|content|href|src|srcset|action|name|data-.*|d|points|x|y|x1|x2|y1|y2|cx|cy|r|width|height|viewBox|transform|datetime|min|max|step|nonce|integrity)$/;
    const leads = (id) => (document.getElementById(id) ? 1 : 0);
    const alike = new Map();
    for (const { id } of document.querySelectorAll("[id]")) alike.set(id, (alike.get(id) ?? 0) + 1);
    const value = ({ name, value: text }) => {
        if (name === "id") return alike.get(text);
        if (REFERENCES.test(name)) return text.trim().split(/\\s+/).map(leads);
        if (name === "href" && text.startsWith("#")) return `#${leads(text.slice(1))}`;
        return OF_ANY_WORDS.test(name) ? Boolean(text.trim()) : text;
    };
    const states = (element) =>
        [":checked", ":indeterminate", ":focus", ":modal", ":popover-open"].filter((state) => element.matches(state));
    const isText = (node) => node.nodeType === Node.TEXT_NODE && node.data.trim() !== "";
    const structure = (element) => {
        const attributes = [...element.attributes].map((each) => `${each.name}=${value(each)}`).sort();
        const children = [...element.childNodes]
            .filter((node) => node.nodeType === Node.ELEMENT_NODE || isText(node))
            .map((node) => (node.nodeType === Node.TEXT_NODE ? "text" : structure(node)))
            .filter((child, place, all) => place < 3 || [1, 2, 3].some((before) => all[place - before] !== child));
        return `<${element.localName} ${attributes} ${states(element)}>${children.join("")}</>`;
    };
    const media = ["(prefers-color-scheme: dark)", "(prefers-contrast: more)", "(forced-colors: active)", "print"]
        .map((query) => matchMedia(query).matches);
    const root = document.documentElement;
    return root && [innerWidth, innerHeight, ...media, structure(root)].join(" ");
}"""


def check_accessibility(page: Page, judged: Path) -> None:
    """No grave fault of accessibility on the page; the folder `judged` has a file for each structure without any."""
    page.wait_for_load_state("load")
    structure = until(lambda: page.evaluate(STRUCTURE), "the page")
    browser = page.context.browser
    known = judged / sha256(f"{browser and browser.version} {structure}".encode()).hexdigest()
    if known.exists():
        return
    faults = Axe().run(page).response["violations"]
    grave = [f"{fault['id']}: {fault['nodes'][0]['html']}" for fault in faults if fault["impact"] in GRAVE]
    assert not grave, f"{page.url}\n" + "\n".join(grave)
    known.touch()
