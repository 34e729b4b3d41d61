"""The web server's way in."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

site = get_wsgi_application()

from django.conf import settings  # noqa: E402  # once Django is set up

from web.metrics import beside  # noqa: E402

application = beside(site, port=settings.METRICS_PORT)
