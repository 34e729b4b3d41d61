"""Wrong passwords: counted for who types them, so that no stranger locks somebody out of their account."""

from django.http import HttpRequest

from accounts.code_requests import known_asker
from web.keys import mailbox_pseudonym
from web.limits import PASSWORDS_OF_ASKER, PASSWORDS_OF_NETWORK, PASSWORDS_OF_STRANGERS, Limit
from web.ratelimit import count_try, give_back, network_of


def count_password(request: HttpRequest, address: str) -> None:
    """Counts one password before it is looked at, so that parallel ones are all counted. Raises TooManyError."""
    for limit, who in _counted_for(request, address):
        count_try(limit, who)


def password_was_right(request: HttpRequest, address: str) -> None:
    """Takes the try back: only wrong ones count."""
    for limit, who in _counted_for(request, address):
        give_back(limit, who)


def _counted_for(request: HttpRequest, address: str) -> list[tuple[Limit, str]]:
    mailbox = mailbox_pseudonym(address)
    known = known_asker(request, address)
    if known:
        return [(PASSWORDS_OF_ASKER, f"{mailbox}:{known}")]
    network = network_of(request)
    return [
        (PASSWORDS_OF_NETWORK, network),
        (PASSWORDS_OF_ASKER, f"{mailbox}:{network}"),
        (PASSWORDS_OF_STRANGERS, mailbox),
    ]
