"""The rows of referring in: a trainer's public page, the practitioner's, the client's and the trainer's own."""

from tests.access.table import (
    client_page,
    everybody,
    practitioner_page,
    practitioners,
    referred_trainer,
    suggested_link,
    trainers,
)

ACCEPTED = {"incoming_id": lambda record: record.referred.pk}

INCOMING = [
    everybody("practitioner_portal:trainer", GET=200),
    everybody("practitioner_portal:refer", POST=422),
    everybody("practitioner_portal:refer_code", GET=200, POST=422),
    practitioners("practitioner_portal:find_trainers", GET=200),
    practitioners("practitioner_portal:refer_new", GET=200, POST=422),
    practitioner_page("practitioner_portal:refer_shared", GET=200, POST=422),
    practitioners("practitioner_portal:sent_referrals", GET=200),
    practitioners("practitioner_portal:set_announcements", POST=302),
    practitioners("practitioner_portal:own_entry", GET=200, POST=302),
    practitioners("practitioner_portal:trust_trainer", POST=302),
    practitioners("practitioner_portal:stop_trusting_trainer", POST=302),
    practitioner_page("practitioner_portal:sent_referral", GET=200, log=0),
    practitioner_page("practitioner_portal:take_back_referral", POST=302, log=0),
    practitioner_page("practitioner_portal:acknowledge_referral", POST=302, log=0),
    suggested_link("referrals:suggested", GET=200),
    suggested_link("referrals:suggested_agree", POST=422),
    suggested_link("referrals:suggested_refuse", POST=302),
    suggested_link("referrals:suggested_guardian", POST=422),
    suggested_link("referrals:suggested_not_me", POST=200),
    trainers("referrals:incoming_list", GET=200),
    referred_trainer("referrals:incoming", GET=200),
    referred_trainer("referrals:accept_incoming", POST=422),
    referred_trainer("referrals:decline_incoming", POST=422),
    client_page("referrals:referred", GET=200, kwargs=ACCEPTED),
    client_page("referrals:act_on_referred", POST=302, lead_only=True, kwargs=ACCEPTED),
]
