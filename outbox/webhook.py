"""Where the mail provider reports what became of our mails."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponseBase
from django.utils.module_loading import import_string
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from web.public import public

# Those whose webhook needs nothing but the secret.
PROVIDERS = {
    "brevo": "brevo.Brevo",
    "mailjet": "mailjet.Mailjet",
    "postmark": "postmark.Postmark",
    "sparkpost": "sparkpost.SparkPost",
}


@csrf_exempt
@public("the mail provider's webhook: it proves itself by a secret, and there is none unless one is configured")
@require_POST
def mail_events(request: HttpRequest) -> HttpResponseBase:
    """Hands the request to django-anymail's view of the configured provider, which checks the secret; else 404."""
    if settings.MAIL_PROVIDER not in PROVIDERS:
        raise Http404
    view = import_string(f"anymail.webhooks.{PROVIDERS[settings.MAIL_PROVIDER]}TrackingWebhookView")
    response: HttpResponseBase = view.as_view()(request)
    return response
