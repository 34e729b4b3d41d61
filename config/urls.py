from django.conf import settings
from django.contrib import admin
from django.urls import include, path

from coordination.views.today import home
from web.health import healthz

# Each app names its own addresses whole, so that one look at a urls.py tells them.
urlpatterns = [
    path("", home, name="today"),
    path("account/", include("accounts.sign_in_urls")),
    path("", include("accounts.urls")),
    path("", include("practitioners.urls")),
    path("", include("exercises.urls")),
    path("", include("clients.urls")),
    path("", include("careplan.urls")),
    path("", include("sessions_log.urls")),
    path("", include("benefits.urls")),
    path("", include("consent.urls")),
    path("", include("referrals.urls")),
    path("", include("reports.urls")),
    path("", include("coordination.urls")),
    path("admin/", admin.site.urls),
    path("healthz", healthz, name="healthz"),
]

if settings.DEMO_MODE:
    # First: the demo's sign-in page stands in for the plain one.
    urlpatterns = [path("", include("coordination.demo.urls")), *urlpatterns]

handler400 = "web.errors.bad_request"
handler403 = "web.errors.forbidden"
handler404 = "web.errors.not_found"
handler500 = "web.errors.server_error"
