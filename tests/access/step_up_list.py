"""Routes that give something, or are an admin's, and ask for no fresh proof: each with the reason."""

MAILED_LINK = "the client's own word, by the link in their own mail: they have nothing else to prove themselves with"
OWN_RECORD = "the client's own record, opened by a code: what they say of it is theirs to say"
HANDED_OVER = "the client's word on a device that the trainer proved themselves for when they handed it over"
CLIENT_ANSWERS = "asks the client, and nothing is shared before they say yes"
TAKES_AWAY = "takes back what was added, and gives nobody anything"
REFERRAL = "answers a referral: at most a link goes to the mailbox that the client named"
FIRST_OF_A_CLIENT = "makes a client of whom nothing is known yet, of the trainer's own"
ITSELF_THE_PROOF = "is itself where somebody proves who they are"

WITHOUT_PROOF = {
    "admin:login": "sends on to where people sign in",
    "admin:logout": "signs out",
    "careplan:add_client": FIRST_OF_A_CLIENT,
    "careplan:link_yes": MAILED_LINK,
    "clients:agree_to_address": MAILED_LINK,
    "clients:answer_handover": MAILED_LINK,
    "clients:confirm": MAILED_LINK,
    "clients:confirm_import": FIRST_OF_A_CLIENT,
    "clients:edit": "a new mailbox of the client opens nothing before its owner has answered",
    "clients:stop_address": MAILED_LINK,
    "clients:undo_import": TAKES_AWAY,
    "network_admin:announcements": "shows what would be sent, and sends nothing: sending asks for the proof",
    "network_admin:incident": "a register of what happened, which names nobody and keeps what it said before",
    "network_admin:incidents": "adds to the register, and gives nobody anything",
    "practitioner_portal:join": "a practitioner's own account: the code proved the mailbox, and the mail sets the password",
    "consent:accept_address": MAILED_LINK,
    "consent:agree": MAILED_LINK,
    "consent:ask_consent": CLIENT_ANSWERS,
    "consent:request_record": CLIENT_ANSWERS,
    "consent:decline": MAILED_LINK,
    "consent:in_person_accept_address": HANDED_OVER,
    "consent:in_person_agree": HANDED_OVER,
    "consent:in_person_decline": HANDED_OVER,
    "consent:in_person_vouch": HANDED_OVER,
    "consent:own_accept_address": OWN_RECORD,
    "consent:own_agree": OWN_RECORD,
    "consent:own_decline": OWN_RECORD,
    "consent:own_go_on": OWN_RECORD,
    "consent:own_sends_link": OWN_RECORD,
    "consent:resend_link": "a link to what the client has given already, to the mailbox that they gave it to",
    "practitioner_portal:referral_accept": REFERRAL,
    "practitioner_portal:referral_complete": REFERRAL,
    "practitioner_portal:referral_decline": REFERRAL,
    "practitioner_portal:referral_fail": REFERRAL,
    "practitioner_portal:referral_hold": REFERRAL,
    "practitioner_portal:referral_missed": REFERRAL,
    "practitioner_portal:referral_start": REFERRAL,
    "account_change_password": "asks for the password itself",
    "account_set_password": "is for accounts that have no password yet, and sends all others on",
    "mfa_reauthenticate": ITSELF_THE_PROOF,
    "mfa_reauthenticate_webauthn": ITSELF_THE_PROOF,
    "referrals:acknowledge": "goes on with what the client has said may go on for their care",
    "referrals:accept_incoming": FIRST_OF_A_CLIENT,
    "referrals:act_on_referred": "answers a practitioner in words of a list; a client who is attached was the trainer's",
    "referrals:cancel": REFERRAL,
    "referrals:reopen": CLIENT_ANSWERS,
    "reports:new": "a draft, which nobody but the trainer sees",
    "reports:correct": "a draft, which nobody but the trainer sees",
    "reports:draft": "a link to what the client has given already, to the mailbox that they gave it to",
    "practitioner_portal:preview_referral": "shows the trainer what they may see anyway, and undoes it",
    "referrals:write": CLIENT_ANSWERS,
}
