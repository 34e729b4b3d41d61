"""The rows of referrals and reports."""

from tests.access.table import client_link, client_page, own_page, practitioner_page, trainers

# A referral rests on a consent of its own.
ON_ITS_GRANT = {"grant_id": lambda record: record.attempt.grant_id}

REFERRALS = [
    own_page("referrals:own_referrals", GET=200),
    own_page("referrals:own_booking", GET=200, POST=422),
    own_page("referrals:own_went", POST=302),
    trainers("referrals:exchange", GET=200),
    client_page("referrals:new", GET=200, lead_only=True),
    client_page("referrals:write", GET=200, POST=422, lead_only=True),
    client_page("practitioner_portal:preview_referral", POST=422, lead_only=True),
    client_page("referrals:book", GET=200, POST=422, lead_only=True),
    client_page("referrals:of_consent", GET=302, kwargs=ON_ITS_GRANT),
    client_page("referrals:detail", GET=200),
    client_page("referrals:cancel", POST=422, lead_only=True),
    client_page("referrals:acknowledge", POST=302, lead_only=True),
    client_page("referrals:calendar", GET=200),
    client_page("referrals:reopen", POST=422, lead_only=True),
    client_page("referrals:write_message", POST=422),
    client_page("referrals:read_messages", POST=302),
    practitioner_page("practitioner_portal:referral_write", POST=422, kwargs=ON_ITS_GRANT),
    practitioner_page("practitioner_portal:referral_read", POST=302, kwargs=ON_ITS_GRANT),
    client_link("referrals:visit", "visit", GET=200, log=1),
    client_link("referrals:helped", "helped", GET=200, POST=422, log=1),
    client_link("referrals:booking", "booking", GET=200, POST=422, log=1),
    client_link("referrals:went", "booking", POST=302, log=1),
    practitioner_page("practitioner_portal:referral", GET=200, kwargs=ON_ITS_GRANT),
    practitioner_page("practitioner_portal:referral_calendar", GET=200, kwargs=ON_ITS_GRANT),
    *[
        practitioner_page(f"practitioner_portal:referral_{verb}", kwargs=ON_ITS_GRANT, **answers)
        for verb, answers in {
            "accept": {"GET": 200, "POST": 422},
            "book": {"GET": 200, "POST": 422},
            "missed": {"POST": 302},
            "note": {"GET": 200, "POST": 422},
            "decline": {"GET": 200, "POST": 422},
            "start": {"POST": 302},
            "hold": {"GET": 200, "POST": 422},
            "fail": {"GET": 200, "POST": 422},
            "complete": {"GET": 200, "POST": 422},
        }.items()
    ],
]

REPORTS = [
    client_page("reports:new", GET=200, POST=422, lead_only=True),
    client_page("reports:draft", GET=200, POST=302, lead_only=True, queries=25),
    client_page("reports:discard_draft", POST=302, lead_only=True),
    client_page("reports:draft_pdf", GET=200, lead_only=True),
    client_page("reports:correct", POST=422, lead_only=True),
    client_page("reports:detail", GET=200),
    client_page("reports:pdf", GET=200),
]
