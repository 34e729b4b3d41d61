"""All mails as their readers see them, about made-up people."""

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import translation
from django.utils.translation import get_language
from django.views.decorators.http import require_GET

from accounts.roles import SignedInRequest, admins_only
from outbox.composing import letter_context
from outbox.samples import samples


@require_GET
@admins_only
def mail_samples(request: SignedInRequest) -> HttpResponse:
    """The kinds of mail, each with the languages in which it is written."""
    language = get_language() or "en"
    rows = [
        (kind, letters.get(language, letters["en"]).subject, list(letters))
        for kind, letters in sorted(samples().items())
    ]
    return render(request, "network_admin/mail_samples.html", {"rows": rows, "nav": "desk"})


@require_GET
@admins_only
def mail_sample(request: SignedInRequest, kind: str, language: str) -> HttpResponse:
    """One mail as its reader sees it; with `?as=text` its text part."""
    letter = samples().get(kind, {}).get(language)
    if letter is None:
        raise Http404
    with translation.override(language):
        context = letter_context(letter)
        if request.GET.get("as") == "text":
            return render(request, "outbox/letter.txt", context, content_type="text/plain; charset=utf-8")
        return render(request, "network_admin/mail_sample.html", context)
