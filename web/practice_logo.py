"""The practice's logo, for anybody: it stands on the pages behind mailed links too."""

from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpRequest, HttpResponseBase
from django.views.decorators.http import require_GET

from web.models import PracticeSettings
from web.public import public

LASTS = 365 * 24 * 60 * 60  # seconds; another logo has another address


@public("the logo of the practice, the same for everybody")
@require_GET
def practice_logo(request: HttpRequest, version: int) -> HttpResponseBase:
    """The logo as of this version of the settings."""
    name = PracticeSettings.objects.filter(version=version).values_list("logo", flat=True).first()
    if not name or not default_storage.exists(name):
        raise Http404
    return FileResponse(default_storage.open(name), headers={"Cache-Control": f"public, max-age={LASTS}, immutable"})
