"""The rows of consents: asking, agreeing, ending."""

from tests.access.table import address_link, client_link, client_page, own_page, trainers

CONSENT = [
    client_page("consent:ask_consent", GET=200, POST=422, lead_only=True),
    client_page("consent:request_record", GET=200, POST=422, lead_only=True),
    client_page("consent:consent_detail", GET=200, lead_only=True),
    # Proving who one is comes first; without a device handed over the others lead to Today.
    client_page(
        "consent:hand_over", POST=302, lead_only=True, kwargs={"grant_id": lambda record: record.asked_grant.pk}
    ),
    client_page(
        "consent:ask_address", POST=302, lead_only=True, kwargs={"grant_id": lambda record: record.paused_grant.pk}
    ),
    client_page("consent:confirm_consent", POST=302, lead_only=True),
    trainers("consent:in_person_accept_address", POST=302),
    trainers("consent:in_person", GET=302),
    trainers("consent:in_person_agree", POST=302),
    trainers("consent:in_person_decline", POST=302),
    client_page("consent:hand_over_for_address", POST=302, lead_only=True),
    trainers("consent:in_person_mailbox", GET=302),
    trainers("consent:in_person_vouch", POST=302),
    trainers("consent:take_back", GET=302, POST=302),
    client_page("consent:resend_link", POST=302, lead_only=True),
    client_page("consent:revoke_link", POST=302, lead_only=True),
    client_page("consent:trainer_ends_sharing", POST=302, lead_only=True),
    own_page("consent:own_consent", GET=200),
    own_page("consent:own_agree", POST=422, kwargs={"grant_id": lambda record: record.asked_grant.pk}),
    own_page("consent:own_decline", POST=302, kwargs={"grant_id": lambda record: record.asked_grant.pk}),
    own_page("consent:own_reduce", POST=422),
    own_page("consent:own_go_on", POST=302),
    own_page("consent:own_after_referral", POST=302),
    own_page("consent:own_sends_link", POST=302),
    own_page("consent:own_revokes_link", POST=302),
    own_page("consent:own_confirms", POST=302),
    own_page("consent:own_ends_sharing", POST=302),
    own_page("consent:own_accept_address", POST=302),
    client_link("consent:answer_consent", "consent", GET=200, log=1),
    client_link("consent:agree", "consent", POST=422, log=1),
    client_link("consent:decline", "consent", POST=302, log=1),
    client_link("consent:accept_address", "consent", POST=302),  # without an address it changes nothing
    client_link("consent:consent_not_me", "consent", POST=302),
    address_link("consent:dispute_address", GET=200, POST=302),
    client_link("consent:sharing", "sharing", GET=200, log=1),
    client_link("consent:end_one", "sharing", POST=302, log=1),
    client_link("consent:withdraw", "withdraw", GET=200, POST=302, log=1),
]
