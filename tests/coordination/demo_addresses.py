"""The site's addresses as they are in demo mode."""

from django.urls import include, path

from config import urls

urlpatterns = [path("", include("coordination.demo.urls")), *urls.urlpatterns]
handler400, handler403, handler404, handler500 = urls.handler400, urls.handler403, urls.handler404, urls.handler500
