"""Which link of a mail opens which page. A link opens what its mail offers, and nothing else.

Routes are those with a token in their address, from the resolver; a route that is not here fails the test.
"""

# Of each route: the purposes of a client's link that open it, "share" for a practitioner's; empty for a route whose
# tokens are of another kind (a signed one, or one of allauth's), which no such link opens.
OPENED_BY: dict[str, set[str]] = {
    "clients:confirm": {"confirm"},
    "clients:not_me": {"confirm", "intake"},
    "clients:address_change": {"address"},
    "clients:agree_to_address": {"address"},
    "clients:stop_address": {"address"},
    "clients:answer_handover": {"transfer"},
    # The page that confirms an address goes on to the questions.
    "careplan:link_intake": {"intake", "confirm"},
    "careplan:link_yes": {"intake", "confirm"},
    "careplan:link_step": {"intake", "confirm"},
    "homework:homework": {"homework"},
    "homework:days": {"homework"},
    "homework:pause": {"homework"},
    "homework:end_pause": {"homework"},
    "measures:asked": {"measures"},
    "referrals:visit": {"visit"},
    "referrals:helped": {"helped"},
    "referrals:booking": {"booking"},
    "referrals:went": {"booking"},
    "benefits:lapsing": {"benefits"},
    "benefits:link_coverage": {"benefits"},
    "benefits:link_add_plan": {"benefits"},
    "benefits:link_change_plan": {"benefits"},
    "benefits:link_add_line": {"benefits"},
    "benefits:link_change_line": {"benefits"},
    "benefits:link_confirm_copy": {"benefits"},
    "benefits:link_add_claim": {"benefits"},
    "benefits:link_correct_claim": {"benefits"},
    "benefits:link_remove_claim": {"benefits"},
    "benefits:link_put_back_claim": {"benefits"},
    "benefits:link_keep_booklet": {"benefits"},
    "benefits:take_back_answer": {"benefits"},
    "benefits:steps": {"benefits"},
    "benefits:stop": {"benefits"},
    "clients:stop": {"stop"},
    "clients:resume": {"stop"},
    "consent:answer_consent": {"consent"},
    "consent:agree": {"consent"},
    "consent:decline": {"consent"},
    "consent:accept_address": {"consent"},
    "consent:consent_not_me": {"consent"},
    "consent:sharing": {"sharing"},
    "consent:end_one": {"sharing"},
    # The page of a question that was answered with a yes leads to the end of it.
    "consent:withdraw": {"withdraw", "consent"},
    "practitioner_portal:open_link": {"share"},
    "practitioner_portal:not_my_client": {"share"},
    "practitioner_portal:enter_from_mail": set(),
    "consent:dispute_address": set(),
    "sessions_log:calendar_file": set(),
    "accounts:stop_change": set(),
    "workspace:stop_from_mail": set(),
    "account_code_from_mail": set(),
    "referrals:suggested": set(),
    "referrals:suggested_agree": set(),
    "referrals:suggested_refuse": set(),
    "referrals:suggested_guardian": set(),
    "referrals:suggested_not_me": set(),
}

# What a look at shows something personal, and so is logged: one line each.
LOGGED = {
    "benefits:lapsing",
    "benefits:link_coverage",
    "benefits:link_add_plan",
    "benefits:link_change_plan",
    "benefits:link_add_line",
    "benefits:link_change_line",
    "benefits:link_add_claim",
    "benefits:link_correct_claim",
    "benefits:link_keep_booklet",
    "clients:address_change",
    "clients:answer_handover",
    "consent:answer_consent",
    "consent:sharing",
    "consent:withdraw",
    "homework:days",
    "homework:end_pause",
    "homework:homework",
    "homework:pause",
    "measures:asked",
    "referrals:booking",
    "referrals:helped",
    "referrals:visit",
    "referrals:went",
}

# What a changed client's mailboxes may still open before the earlier one has agreed.
EARLIER_MAILBOX = {"withdraw", "address"}
NEW_MAILBOX = {"confirm"}
