"""Who may do what: one row for each route of the site. `test_routes.py` runs every cell of it.

A row is one line, in the list of its app in `*_rows.py`; `rows.py` puts them together:

    trainers("workspace:clients", GET=200)
    client_page("clients:edit", GET=200, POST=422, lead_only=True)
    client_link("clients:confirm", "confirm", GET=200, POST=200)
    practitioner_page("practitioner_portal:record", GET=200)

The first word says who is let in, and so what everybody else gets:

    everybody          anybody at all; its view carries @public("…")
    signed_in          whoever has an account; all others are sent to sign in
    professionals      whoever signs in to work; a client's own account gets the 404
    trainers           signed-in trainers; an admin gets the 404
    client_page        the client's own trainers, `clients/<client_id>/…`. A stranger, an admin, another's
                       client and a missing one get the same 404; with `lead_only` a cover trainer gets 403
    client_link        whoever holds the live link of a client's mail; every other token gets the same 404
    clients            the client's own account, whoever's client they are
    own_page           the client's own account, `mine/<client_id>/…`; everybody else gets the 404
    admins             signed-in network admins; a trainer gets the 404
    emergency_page     an admin who broke this client's glass less than an hour ago
    asked_trainer      the trainer whom a handover asks, `handovers/<transfer_id>/…`
    referred_trainer   the trainer to whom a practitioner has sent somebody who is nobody's client yet
    suggested_link     whoever holds the link of a mail that suggests a trainer to them
    importing_trainer  the trainer who uploaded this file of clients, `clients/import/<import_id>/…`
    share_link         whoever holds the live link of a practitioner's mail; every other token gets the same 404
    address_link       whoever holds the link of a mail about a practitioner's changed address
    practitioners      the browser of any practitioner who has entered a code
    practitioner_page  the browser of a practitioner with a live grant, `shared/<grant_id>/…`; other verified
                       browsers get the 404, all others are sent to enter their address

GET= and POST= are the status for those let in, when POST sends no answer at all (or `data`); a method that is
not named answers 405. The rest, where needed:

    kwargs={"session_id": lambda record: record.open_session.pk}   another object than `record.py` would take
    data=lambda record: {"answer": "done"}                          what POST sends
    before=lambda record: …                                         what has to be true first, for own and another's
    who={"lead": {"GET": 302}}                                      one actor's other status
    log=2, log={"POST": 1}                                          rows in the access log (1 for pages of one client,
                                                                    0 for all others, unless told)
    logs={"lead": 1}                                                one actor's other number of such rows
    queries=12                                                      the most that a GET may ask of the database, if not 10
    gone={"POST": 302}                                              what is not (or no more) the client's own: an act that is
                                                                    done already says so instead of 404, and changes nothing
    still_opens={"a used link"}                                     dead links that this page takes all the same

A new name in an address (`<uuid:invoice_id>`) needs a line in `record.py: OBJECTS`.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.access.record import Record

Builder = Callable[[Record], Any]


@dataclass(frozen=True)
class Row:
    route: str
    kind: str
    answers: dict[str, int]
    lead_only: bool = False
    purpose: str = ""
    kwargs: Mapping[str, Builder] = field(default_factory=dict)
    data: Builder = lambda record: {}
    before: Builder = lambda record: None
    who: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    log: int | Mapping[str, int] = 0
    logs: Mapping[str, int] = field(default_factory=dict)  # one actor's other number of rows in the access log
    queries: int = 10  # of a GET at most, besides the door: who asks, whether they may, and the log
    outside: int = 302  # practitioner_page: what a browser without a code gets
    gone: Mapping[str, int] = field(default_factory=dict)
    still_opens: frozenset[str] | set[str] = frozenset()


def _row(route: str, kind: str, options: dict[str, Any]) -> Row:
    answers = {method: options.pop(method) for method in ("GET", "POST") if method in options}
    return Row(route=route, kind=kind, answers=answers, **options)


def everybody(route: str, **options: Any) -> Row:
    return _row(route, "everybody", options)


def signed_in(route: str, **options: Any) -> Row:
    return _row(route, "signed_in", options)


def professionals(route: str, **options: Any) -> Row:
    return _row(route, "professionals", options)


def trainers(route: str, **options: Any) -> Row:
    return _row(route, "trainers", options)


def client_page(route: str, **options: Any) -> Row:
    return _row(route, "client_page", {"log": 1, **options})


def client_link(route: str, purpose: str, **options: Any) -> Row:
    return _row(route, "client_link", {"purpose": purpose, **options})


def share_link(route: str, **options: Any) -> Row:
    return _row(route, "client_link", {"purpose": "share", **options})


def address_link(route: str, **options: Any) -> Row:
    return _row(route, "client_link", {"purpose": "address-change", **options})


def practitioners(route: str, **options: Any) -> Row:
    return _row(route, "practitioners", options)


def practitioner_page(route: str, **options: Any) -> Row:
    return _row(route, "practitioner_page", {"log": 1, **options})


def clients(route: str, **options: Any) -> Row:
    return _row(route, "clients", options)


def own_page(route: str, **options: Any) -> Row:
    return _row(route, "own_page", {"log": 1, **options})


def admins(route: str, **options: Any) -> Row:
    return _row(route, "admins", options)


def emergency_page(route: str, **options: Any) -> Row:
    return _row(route, "emergency_page", {"log": 1, **options})


def importing_trainer(route: str, **options: Any) -> Row:
    return _row(route, "importing_trainer", options)


def suggested_link(route: str, **options: Any) -> Row:
    return _row(route, "client_link", {"purpose": "suggested", **options})


def referred_trainer(route: str, **options: Any) -> Row:
    return _row(route, "referred_trainer", options)


def asked_trainer(route: str, **options: Any) -> Row:
    return _row(route, "asked_trainer", options)
