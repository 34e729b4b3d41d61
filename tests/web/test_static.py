"""Modules are kept for a year under the hash of what they say; what they import has to be hashed as well."""

import re

import pytest
from django.conf import settings

from sessions_log.offline.shell import MODULES
from web.static import ModuleStaticFilesStorage

pytestmark = pytest.mark.either_stack


@pytest.fixture
def modules(settings, served_files):
    """The phone's modules as they are served: name → text."""
    settings.STATIC_ROOT = served_files
    settings.STORAGES = settings.STORAGES | {"staticfiles": {"BACKEND": "web.static.ModuleStaticFilesStorage"}}
    storage = ModuleStaticFilesStorage()
    names = [path.name for path in (settings.BASE_DIR / "static/js/phone").glob("*.js")]
    return {name: (served_files / storage.stored_name(f"js/phone/{name}")).read_text() for name in names}


def test_modules_import_each_other_under_hashed_names(modules):
    imported = [name for text in modules.values() for name in re.findall(r'from "\./([^"]+)"', text)]
    assert len(imported) > 5
    assert [name for name in imported if not re.fullmatch(r"\w+\.[0-9a-f]{12}\.js", name)] == []


def test_every_import_is_written_as_the_storage_finds_it():
    for path in (settings.BASE_DIR / "static/js/phone").glob("*.js"):
        text = path.read_text()
        assert len(re.findall(r"^(?:import|export) .*\bfrom\b|^\} from\b|\bimport\(", text, re.MULTILINE)) == len(
            re.findall(r'from "\./\w+\.js";|import\("\./\w+\.js"\)', text)
        ), path.name


def test_the_shell_names_every_module_that_its_page_loads():
    needed, waiting = set(), {"page"}
    while waiting:
        name = waiting.pop()
        needed.add(name)
        text = (settings.BASE_DIR / f"static/js/phone/{name}.js").read_text()
        waiting |= set(re.findall(r'from "\./(\w+)\.js"', text)) - needed
    assert {f"js/phone/{name}.js" for name in needed - {"page"}} == set(MODULES)


def test_modules_are_served_without_comments_on_the_same_lines(settings, modules):
    for name, served in modules.items():
        written = (settings.BASE_DIR / f"static/js/phone/{name}").read_text().splitlines()
        assert [line for line in served.splitlines() if re.match(r"\s*(//|/?\*)", line)] == [], name
        for line, original in zip(served.splitlines(), written, strict=True):
            assert line == original.lstrip() or " from " in line or re.match(r"\s*(//|/?\*)", original), name


def test_no_text_of_a_script_goes_over_a_line():
    for path in [*(settings.BASE_DIR / "static/js/phone").glob("*.js"), settings.BASE_DIR / "static/js/carelane.js"]:
        for number, line in enumerate(path.read_text().splitlines(), start=1):
            assert line.count("`") % 2 == 0, f"{path.name}:{number} would lose its indentation where it is served"


def test_the_stylesheet_is_served_in_one_file(settings, served_files, modules):
    storage = ModuleStaticFilesStorage()
    served = (served_files / storage.stored_name("css/carelane.css")).read_text()
    assert "@import" not in served
    for path in (settings.BASE_DIR / "static/css").glob("*.css"):
        if path.name in (settings.BASE_DIR / "static/css/carelane.css").read_text():
            assert path.read_text().splitlines()[0] in served, path.name
