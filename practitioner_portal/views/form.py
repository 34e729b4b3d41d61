"""One form on a practitioner's page."""

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from sharing.view import SharedView


def not_kept(view: SharedView) -> str:
    """What is said where the client has a new address and has not confirmed it; what was typed stays in the form."""
    words = {"client": view.client_first_name, "trainer": view.trainer_name}
    return (
        _(
            "Not kept: %(client)s has a new address and has to confirm it first. "
            "Please call %(trainer)s about this now. What you wrote stays here until you leave the page."
        )
        % words
    )


def show_form(request: HttpRequest, view: SharedView, form: forms.Form, *, title: str) -> HttpResponse:
    """The form with what was typed; 422 where something is wrong with it."""
    context = {"view": view, "form": form, "title": title}
    return render(request, "practitioner_portal/form.html", context, status=422 if form.errors else 200)
