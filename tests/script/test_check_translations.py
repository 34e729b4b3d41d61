"""The check of translations finds each text that is marked, whatever the module calls Django's function."""

import pytest

from script.check_translations import _of_python


@pytest.mark.either_stack
@pytest.mark.parametrize(
    "source",
    [
        "from django.utils.translation import gettext as _\n_('Marked')",
        "from django.utils.translation import gettext as say\nsay('Marked') % {}",
        "from django.utils.translation import gettext_lazy as later, ngettext\nWORDS = {1: later('Marked')}",
        "from django.utils.translation import ngettext_lazy as number\nnumber('Marked', 'Several', 2)",
        "from django.utils import translation\ntranslation.gettext('Marked')",
    ],
)
def test_a_marked_text_is_found(source):
    assert list(_of_python(source)) == [("", "Marked")]


@pytest.mark.either_stack
def test_other_calls_mark_nothing():
    assert list(_of_python("from elsewhere import gettext as say\nsay('Not marked')")) == []
