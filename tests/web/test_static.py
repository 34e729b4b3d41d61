"""Modules are kept for a year under the hash of what they say; what they import has to be hashed as well."""

import re

import pytest
from django.conf import settings
from django.core.management import call_command

from sessions_log.phone.shell import MODULES
from web.static import ModuleStaticFilesStorage


@pytest.fixture
def modules(settings, tmp_path):
    """The phone's modules as they are served: name → text."""
    settings.STORAGES = settings.STORAGES | {"staticfiles": {"BACKEND": "web.static.ModuleStaticFilesStorage"}}
    call_command("collectstatic", interactive=False, verbosity=0)
    storage = ModuleStaticFilesStorage()
    names = [path.name for path in (settings.BASE_DIR / "static/js/phone").glob("*.js")]
    return {name: (tmp_path / "static" / storage.stored_name(f"js/phone/{name}")).read_text() for name in names}


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
