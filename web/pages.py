"""Pages of apps above, for those below that lead to them: the site names each once, in `config/pages.py`."""

from django.conf import settings
from django.urls import reverse


def page_url(page: str, *args: object) -> str:
    """The path of a page by what it shows. Raises KeyError for one that `settings.PAGES` does not name."""
    return reverse(settings.PAGES[page], args=args)


def page_address(page: str, *args: object) -> str:
    """The full address of a page, for a mail."""
    address: str = settings.BASE_URL + page_url(page, *args)
    return address
