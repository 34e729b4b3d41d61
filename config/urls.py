from django.conf import settings
from django.contrib import admin
from django.urls import include, path

from outbox.views import mail_health, readyz
from web.health import healthz
from web.practice_logo import practice_logo
from workspace.views.today import home

# Each app names its own addresses whole, so that one look at a urls.py tells them.
urlpatterns = [
    path("", home, name="today"),
    path("account/", include("accounts.sign_in_urls")),
    path("", include("accounts.urls")),
    path("", include("outbox.urls")),
    path("", include("practitioners.urls")),
    path("", include("exercises.urls")),
    path("", include("clients.urls")),
    path("", include("measures.urls")),
    path("", include("careplan.urls")),
    path("", include("consent.urls")),
    path("", include("sessions_log.urls")),
    path("", include("homework.urls")),
    path("", include("benefits.urls")),
    path("", include("referrals.urls")),
    path("", include("reports.urls")),
    path("", include("client_portal.urls")),
    path("", include("practitioner_portal.urls")),
    path("", include("workspace.urls")),
    path("", include("api.urls")),
    path("", include("webhooks.urls")),
    path("", include("network_admin.urls")),
    path("admin/", admin.site.urls),
    path("healthz", healthz, name="healthz"),
    path("healthz/mail", mail_health, name="mail_health"),
    path("readyz", readyz, name="readyz"),
    path("practice/logo/<int:version>/", practice_logo, name="practice_logo"),
]

if settings.DEMO_MODE:
    # First: the demo's sign-in page stands in for the plain one.
    urlpatterns = [path("", include("demo.urls")), *urlpatterns]

handler400 = "web.errors.bad_request"
handler403 = "web.errors.forbidden"
handler404 = "web.errors.not_found"
handler429 = "web.errors.too_many_requests"  # allauth's own limits
handler500 = "web.errors.server_error"
