"""Where a webhook may lead: to public addresses of the Internet alone, never into our own network.

Looked at when an address is saved, and at each try: a name may lead elsewhere by then.
"""

import socket
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from urllib.parse import SplitResult, urlsplit

from django.conf import settings

Resolver = Callable[[str, int], Sequence[str]]  # a host and a port; raises OSError where the name leads nowhere

MOST_ADDRESSES = 3  # of one name that are tried
SAVING_WAITS = 5.0  # seconds for a name, while somebody saves
PUBLIC_V6 = ip_network("2000::/3")
# Public by their numbers, and yet ways into a network: own services of Azure and Oracle; addresses that carry one of IPv4 in them.
NEVER = [
    ip_network(each)
    for each in ("168.63.129.16/32", "192.0.0.0/24", "2001::/32", "2002::/16", "64:ff9b::/96", "64:ff9b:1::/48")
]


class NotPublicError(Exception):
    """The name leads, also, to an address that is not public."""


class NoAddressError(Exception):
    """The name leads nowhere."""


def resolve(host: str, port: int) -> list[str]:
    """The addresses of a host, as the machine's own resolver gives them. Raises OSError."""
    answers = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(answer[4][0]) for answer in answers))


def public_addresses(host: str, port: int, *, resolver: Resolver = resolve) -> list[str]:
    """To which addresses one may connect, for this host.

    Raises NoAddressError, and NotPublicError where a single one of them is not public.
    """
    try:
        addresses = resolver(host, port)
    except (OSError, UnicodeError) as error:
        raise NoAddressError from error
    if not addresses:
        raise NoAddressError
    if not all(is_public(address) for address in addresses):
        raise NotPublicError
    return list(addresses[:MOST_ADDRESSES])


def is_public(address: str) -> bool:
    """Whether an address is of the Internet, and no way into a network of ours."""
    number = ip_address(address)
    if settings.WEBHOOKS_TO_LOOPBACK and number.is_loopback:
        return True
    if isinstance(number, IPv6Address) and number.ipv4_mapped:
        number = number.ipv4_mapped
    return _is_of_the_internet(number) and not any(number in network for network in NEVER)


def _is_of_the_internet(number: IPv4Address | IPv6Address) -> bool:
    if isinstance(number, IPv6Address) and number not in PUBLIC_V6:
        return False
    return number.is_global and not number.is_multicast and not number.is_reserved


def port_of(parts: SplitResult) -> int:
    """Raises ValueError for what is no port."""
    return parts.port or 443


def check_while_saving(url: str) -> None:
    """Raises NoAddressError or NotPublicError; a name whose servers take too long leads nowhere."""
    parts = urlsplit(url)
    addresses_in_time(parts.hostname or "", port_of(parts), within=SAVING_WAITS)


def addresses_in_time(host: str, port: int, *, within: float, resolver: Resolver = resolve) -> list[str]:
    """As public_addresses, and NoAddressError after so many seconds: a machine's resolver has its own, longer time."""
    pool = ThreadPoolExecutor(max_workers=1)
    try:
        return pool.submit(public_addresses, host, port, resolver=resolver).result(timeout=within)
    except TimeoutError as error:
        raise NoAddressError from error
    finally:
        pool.shutdown(wait=False)
