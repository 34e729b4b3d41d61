"""The site's addresses as they are in demo mode.

Imported before demo mode is on: `config.urls` is read once in a process, and keeps what it was read with.
"""

from django.urls import include, path

from config import urls

urlpatterns = [path("", include("demo.urls")), *urls.urlpatterns]
handler400, handler403, handler404, handler500 = urls.handler400, urls.handler403, urls.handler404, urls.handler500
