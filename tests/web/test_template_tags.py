"""The tags and filters of templates that stand for what repeats."""

import pytest
from django import forms
from django.template import Context, Template

from tests.pages import as_read


def rendered(source: str, **context: object) -> str:
    return as_read(Template("{% load carelane %}" + source).render(Context(context)))


@pytest.mark.parametrize(
    ("arguments", "classes", "sign"),
    [
        ("'good'", "notice notice-good", "✓"),
        ("'error'", "notice notice-stop", "✕"),
        ("'stop' sign='!'", "notice notice-stop", "!"),
        ("'info'", "notice", "i"),
        ("", "notice", "i"),
    ],
)
def test_a_notice_has_the_class_and_the_sign_of_its_kind(arguments, classes, sign):
    html = rendered("{% notice " + arguments + " %}<p>Saved</p>{% endnotice %}")
    shown = f'<div class="{classes}"><span class="notice-sign" aria-hidden="true">{sign}</span><div><p>Saved</p></div>'
    assert html.startswith(shown)


def test_a_notice_takes_attributes_and_escapes_them():
    html = rendered("{% notice data_if=name hidden=True %}{{ name }}{% endnotice %}", name='"<hits>')
    assert '<div class="notice" data-if="&quot;&lt;hits&gt;" hidden>' in html
    assert "<div>&quot;&lt;hits&gt;</div>" in html


def test_a_button_that_posts_is_a_form_with_the_token():
    html = rendered("{% post_button '/end' 'stop' %}End {{ name }}{% endpost_button %}", csrf_token="abc", name="<it>")
    token = '<input type="hidden" name="csrfmiddlewaretoken" value="abc">'
    button = '<button class="button button-stop">End &lt;it&gt;</button>'
    assert html == f'<form method="post" action="/end">{token}{button}</form>'


def test_a_button_that_posts_needs_an_address():
    with pytest.raises(ValueError, match="address"):
        rendered("{% url 'nowhere' as address %}{% post_button address %}End{% endpost_button %}")


class Form(forms.Form):
    name = forms.CharField(required=False)
    pain = forms.IntegerField(required=False, max_value=10)


@pytest.mark.parametrize(
    ("data", "is_open"), [({}, False), ({"name": ""}, False), ({"pain": "0"}, True), ({"pain": "11"}, True)]
)
def test_details_are_open_where_a_field_is_filled_or_wrong(data, is_open):
    html = rendered("<details{% if form|is_filled:'name pain' %} open{% endif %}>", form=Form(data))
    assert html == ("<details open>" if is_open else "<details>")
