"""The rows of what practitioners and clients open."""

from consent.mail import CODE
from tests.access.table import client_page, clients, everybody, own_page, practitioner_page, practitioners, share_link
from web.mailbox_links import mailbox_token

# Letters come through a record request.
RECORD_REQUEST = {"grant_id": lambda record: record.record_request.pk}

PRACTITIONER_PORTAL = [
    # A browser of the same practitioner that has entered a code already goes straight in.
    share_link("practitioner_portal:open_link", GET=200, POST=302, who={"viewer": {"GET": 302, "POST": 302}}),
    everybody("practitioner_portal:enter", GET=200, POST=422),
    everybody(
        "practitioner_portal:enter_from_mail",
        GET=200,
        POST=302,
        kwargs={
            "token": lambda record: mailbox_token(record.practitioner.pk, record.practitioner.email, what_for=CODE)
        },
    ),
    everybody(
        "practitioner_portal:code", GET=302, POST=302
    ),  # without the cookie that a code is bound to: to the address first
    everybody("practitioner_portal:go_on", POST=302),
    everybody("practitioner_portal:leave", POST=302),
    practitioners("practitioner_portal:join", POST=302, who={"viewer": {"POST": 404}, "account_viewer": {"POST": 404}}),
    share_link(
        "practitioner_portal:not_my_client",
        GET=200,
        POST=302,
        log={"POST": 1},
        still_opens={"a used link", "an expired link"},
    ),
    everybody("practitioner_portal:told_not_my_client", GET=200),
    practitioners("practitioner_portal:list", GET=200),
    practitioner_page("practitioner_portal:record", GET=200),
    practitioner_page("practitioner_portal:guidance", GET=200, POST=422),
    practitioner_page("practitioner_portal:change_guidance", GET=200, POST=422),
    practitioner_page("practitioner_portal:lift_guidance", POST=302),
    practitioner_page("practitioner_portal:prescription", GET=200, POST=422),
    practitioner_page("practitioner_portal:own_exercise", GET=200, POST=422),
    practitioner_page("practitioner_portal:change_prescription", GET=200, POST=422),
    practitioner_page("practitioner_portal:stop_prescription", POST=302),
    practitioner_page("practitioner_portal:demonstration_form", GET=200, POST=422),
    practitioner_page("practitioner_portal:take_demonstration_away", POST=302),
    practitioner_page("practitioner_portal:demonstration", GET=200),
    practitioner_page("practitioner_portal:reading", GET=200, POST=422),
    practitioner_page("practitioner_portal:report", GET=200),
    practitioner_page("practitioner_portal:report_pdf", GET=200),
    practitioner_page("practitioner_portal:answer", GET=200, POST=422),
    practitioner_page("practitioner_portal:document", GET=200, POST=422, kwargs=RECORD_REQUEST),
    practitioner_page("practitioner_portal:reply", POST=422),
    practitioner_page("practitioner_portal:not_mine", GET=200, POST=302),
]

CLIENT_PORTAL = [
    own_page("client_portal:record", GET=200),
    own_page("client_portal:access_log", GET=200),
    own_page("client_portal:progress", GET=200),
    own_page("client_portal:sessions", GET=200),
    own_page(
        "client_portal:exercise", GET=200, kwargs={"exercise_id": lambda record: record.set_entry.entry.exercise_id}
    ),
    own_page("client_portal:download", POST=302),  # not signed in by a code just now
    own_page("client_portal:correct", GET=200, POST=422),
    own_page("client_portal:erase", GET=200),
    own_page("client_portal:ask_for_erasure", POST=302),
    own_page("client_portal:take_back_erasure", POST=302),
    client_page("client_portal:copy_for_client", POST=302, lead_only=True),
    own_page("client_portal:told", GET=200),
    own_page("client_portal:document", GET=200),
    clients("client_portal:records", GET=302),  # one record: straight to it
]
