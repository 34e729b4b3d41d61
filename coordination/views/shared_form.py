"""One form on a practitioner's page."""

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from consent.shared_view import SharedView


def show_form(request: HttpRequest, view: SharedView, form: forms.Form, *, title: str) -> HttpResponse:
    """The form with what was typed; 422 where something is wrong with it."""
    page = {"view": view, "form": form, "title": title}
    return render(request, "coordination/shared_form.html", page, status=422 if form.errors else 200)
