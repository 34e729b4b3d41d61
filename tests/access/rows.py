"""The rows of the access table, app by app; what their words mean stands in `table.py`."""

from consent.mail import CODE
from practitioners.announcements import stop_token as announcement_stop
from tests.access.account_rows import ACCOUNTS
from tests.access.actors import ADMINS, SIGNED_IN, TRAINERS
from tests.access.benefit_rows import BENEFITS
from tests.access.incoming_rows import INCOMING
from tests.access.session_rows import SESSIONS, for_the_owner
from tests.access.table import (
    address_link,
    admins,
    asked_trainer,
    client_link,
    client_page,
    clients,
    emergency_page,
    everybody,
    importing_trainer,
    own_page,
    practitioner_page,
    practitioners,
    share_link,
    trainers,
)
from tests.access.twice_rows import TWICE_ENTERED
from web.mailbox_links import mailbox_token
from workspace.mail import stop_token

SITE = [
    everybody("healthz", GET=200),
    everybody("outbox:mail_events", POST=404),  # no provider is configured
    everybody("mail_health", GET=200),
    everybody("readyz", GET=200),
    everybody("practice_logo", GET=404),  # the practice has none
]

NETWORK = [
    trainers("practitioners:list", GET=200),
    everybody("practitioners:join_practitioner", GET=200, POST=422),
    everybody("practitioners:join_trainer", GET=200, POST=422),
    everybody("practitioners:join_code", GET=200, POST=422),
    everybody("practitioners:joined", GET=200),
    everybody(
        "practitioners:stop_announcements",
        GET=200,
        POST=200,
        kwargs={"token": lambda record: announcement_stop(record.practitioner.email)},
    ),
    everybody(
        "practitioners:want_announcements",
        POST=200,
        kwargs={"token": lambda record: announcement_stop(record.practitioner.email)},
    ),
    trainers("practitioners:set_announcements", POST=302),
    trainers("practitioners:find", GET=200),
    trainers("practitioners:lanes", GET=200),
    trainers("practitioners:lane", GET=200),
    trainers("practitioners:add", GET=200, POST=422),
    trainers("practitioners:detail", GET=200),
    trainers("practitioners:trusted", GET=200),
    trainers("practitioners:trust", POST=302),
    trainers("practitioners:stop_trusting", POST=302),
    trainers("practitioners:own_profile", GET=200, POST=422, data=lambda record: {"is_public": "on"}),
]

# Admins may read the library; a trainer's own exercise is there for that trainer alone.
READ_BY_ADMINS = {admin: {"GET": 200} for admin in ADMINS}
OWN_EXERCISE = {"exercise_id": lambda record: record.own_exercise.pk}


EXERCISES = [
    trainers("exercises:library", GET=200, who=READ_BY_ADMINS),
    trainers("exercises:detail", GET=200, who=READ_BY_ADMINS),
    trainers("exercises:add", GET=200, POST=422),
    trainers("exercises:copy", GET=200, POST=422, kwargs={"exercise_id": lambda record: record.untagged.pk}),
    trainers("exercises:defaults", GET=302, POST=302),
    trainers("exercises:change", GET=200, POST=422, kwargs=OWN_EXERCISE, who=for_the_owner(GET=404, POST=404)),
    trainers("exercises:take_out", POST=302, kwargs=OWN_EXERCISE, who=for_the_owner(POST=404)),
    trainers("exercises:put_back", POST=302, kwargs=OWN_EXERCISE, who=for_the_owner(POST=404)),
]

RED_REQUEST = {"privacy_request_id": lambda record: record.red_request.pk}
FINISHED_BATCH = {"batch_id": lambda record: record.finished_batch.pk}
FINISHED = {"import_id": lambda record: record.finished_import.pk}
CLIENTS = [
    # Each client who is shown with more than a name has a line.
    trainers("workspace:clients", GET=200, logs={"lead": 1, "cover": 2, "stranger": 1}),
    trainers("workspace:export_clients", GET=302),  # prove first who you are
    client_page("clients:edit", GET=200, POST=422, lead_only=True),
    client_page("clients:resend_welcome", POST=302),
    trainers("clients:import_clients", GET=200, POST=422),
    importing_trainer("clients:match_columns", GET=200, POST=422),
    importing_trainer("clients:check_import", GET=200),
    importing_trainer("clients:say_date_order", POST=302),
    importing_trainer("clients:import_errors", GET=200),
    importing_trainer("clients:leave_out_wrong", POST=302),
    importing_trainer("clients:confirm_import", POST=302),
    importing_trainer("clients:cancel_import", POST=302),
    importing_trainer("clients:import_done", GET=200, kwargs=FINISHED),
    importing_trainer("clients:undo_import", POST=302, kwargs=FINISHED),
    client_link("clients:confirm", "confirm", GET=200, POST=200),
    client_link("clients:not_me", "confirm", GET=200, POST=200),
    client_link("clients:address_change", "address", GET=200, log=1),
    client_link("clients:agree_to_address", "address", POST=200, log=1),
    client_link("clients:stop_address", "address", POST=200, log=1),
    client_page("clients:contacts", GET=200, POST=422),
    trainers("clients:find_trainer", GET=200, who=READ_BY_ADMINS),
    client_page("clients:who", GET=200),
    client_page("clients:give_cover", POST=302, lead_only=True),
    client_page("clients:end_cover", POST=302, lead_only=True),
    client_page("clients:name_successor", POST=302, lead_only=True),
    client_page("clients:ask_handover", POST=302, lead_only=True),
    client_page("clients:cancel_handover", POST=302, lead_only=True),
    asked_trainer("clients:handover_question", GET=200),
    asked_trainer("clients:accept_handover", POST=302),  # proving who one is comes first
    asked_trainer("clients:decline_handover", POST=302, log=1),
    client_link("clients:answer_handover", "transfer", GET=200, POST=200, log=1),
    trainers("clients:leave", GET=200, POST=302),
]

CAREPLAN = [
    trainers("careplan:add_client", GET=200, POST=422),
    client_page("careplan:intake", GET=200, POST=422),
    client_page("careplan:send_intake", POST=302),
    client_page("careplan:read_intake", POST=302),
    client_link("careplan:link_intake", "intake", GET=200),
    client_link("careplan:link_yes", "intake", POST=302),
    # Nobody has said in this browser who they are: to that question first.
    client_link("careplan:link_step", "intake", GET=302, POST=302),
    own_page("careplan:own_intake", GET=200),
    own_page("careplan:own_step", GET=200, POST=422),
    client_page("careplan:readiness", GET=200, POST=422),
    client_page("careplan:health_changed", POST=302),
    client_page("careplan:change_lapse", POST=422),
    client_page("careplan:add_goal", GET=200, POST=422),
    client_page("careplan:goals", GET=200),
    client_page("careplan:goal", GET=200),
    client_page("careplan:change_goal", GET=200, POST=422),
    client_page("careplan:replace_goal", GET=200, POST=422),
    client_page("careplan:close_goal", POST=302),
    client_page("careplan:reopen_goal", POST=302),
    client_page("careplan:add_member", GET=200, POST=422),
    client_page("careplan:member", GET=200),
    client_page("careplan:change_member", GET=200, POST=302),  # nothing has to be written
    client_page("careplan:member_left", POST=302),
    client_page("careplan:member_back", POST=302),
    # Somebody of the network: straight on to the question.
    client_page("careplan:member_to_network", GET=302, POST=302, lead_only=True),
    client_page("careplan:add_visit", GET=200, POST=422),
    client_page("careplan:change_visit", GET=200, POST=422),
    client_page("careplan:attend_visit", GET=200, POST=302),
    client_page("careplan:miss_visit", POST=302),
    client_page("careplan:cancel_visit", POST=302),
    client_page("careplan:take_back_visit", POST=302),
    client_page("careplan:add_guidance", GET=200, POST=422),
    client_page("careplan:all_guidance", GET=200),
    client_page("careplan:guidance", GET=200),
    client_page("careplan:change_guidance", GET=200, POST=422),
    client_page("careplan:lift_guidance", GET=200, POST=422),
    client_page("careplan:add_prescription", GET=200, POST=422),
    client_page("careplan:change_prescription", GET=200, POST=422),
    client_page("careplan:stop_prescription", POST=302),
    client_page("careplan:demonstration_form", GET=200, POST=422),
    client_page("careplan:take_demonstration_away", POST=302),
    client_page("careplan:demonstration", GET=200),
]

CONSENT = [
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
]

# Letters come through a record request.
RECORD_REQUEST = {"grant_id": lambda record: record.record_request.pk}

REPLY_ABOUT_LOAD = {"reply_id": lambda record: record.reply_about_load.pk}
# A reply that nobody has read, and a correction that nobody has answered, as Today names them.
TOLD_TODAY = {"topic": lambda record: "told", "subject_id": lambda record: record.practitioner.pk}
SETTLED_TODAY = {
    "topic": lambda record: "told",
    "code": lambda record: record.reply.kind,
    "key": lambda record: record.reply.pk,
}
CORRECTED_TODAY = {"topic": lambda record: "correction", "subject_id": lambda record: record.client.pk}

A_MAIL = {"kind": lambda record: "benefits.lapsing", "language": lambda record: "fr"}
COORDINATION = [
    # Whoever is in another role is sent to where it begins.
    trainers(
        "today",
        GET=200,
        who={actor: {"GET": 302} for actor in SIGNED_IN if actor not in TRAINERS},
        logs={"lead": 1, "cover": 1, "stranger": 1},  # the words of a red flag stand on it
    ),
    client_page("workspace:overview", GET=200),
    client_page("workspace:lanes", GET=200),
    client_page("workspace:timeline", GET=200),
    client_page("workspace:prepare", GET=200),
    client_page("workspace:progress", GET=200),
    client_page("workspace:care_team", GET=200),
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
    client_page("workspace:client_mailbox", GET=200),
    client_page("workspace:write_again", POST=302, lead_only=True),
    client_page("workspace:lift_for_client", POST=302, lead_only=True),
    admins("network_admin:failed_mail", GET=200),
    admins("network_admin:mail_samples", GET=200),
    admins("network_admin:mail_sample", GET=200, kwargs=A_MAIL),
    admins("network_admin:lift_suppression", POST=302),
    client_page("workspace:send_mail_again", POST=302, lead_only=True),
    client_page("consent:resend_link", POST=302, lead_only=True),
    client_page("consent:revoke_link", POST=302, lead_only=True),
    client_page("consent:trainer_ends_sharing", POST=302, lead_only=True),
    client_page("workspace:corrections", GET=200),
    client_page("workspace:correction_answer", POST=422, lead_only=True),
    client_page("workspace:privacy_requests", GET=200),
    client_page("workspace:note_request", POST=422, lead_only=True),
    client_page("workspace:refuse_request", POST=422, lead_only=True),
    client_page("workspace:copy_handed_over", POST=302, lead_only=True),
    client_page("workspace:erase_record", GET=200, POST=302, lead_only=True),
    client_page("workspace:alignment", GET=200),
    client_page("workspace:mark_guidance", GET=200, POST=422),
    client_page("workspace:mark_prescription", GET=200, POST=422),
    client_page("workspace:told", GET=200),
    client_page("workspace:today_words", GET=200, before=lambda record: record.reply, kwargs=TOLD_TODAY),
    client_page(
        "workspace:today_snooze", GET=200, POST=422, before=lambda record: record.correction, kwargs=CORRECTED_TODAY
    ),
    client_page("workspace:today_wake", POST=302, kwargs=CORRECTED_TODAY, gone={"POST": 302}),
    client_page("workspace:today_settle", POST=302, kwargs=SETTLED_TODAY),
    client_page("workspace:today_unsettle", POST=302, kwargs=SETTLED_TODAY),
    trainers("workspace:start_morning_mail", POST=302),
    trainers("workspace:stop_morning_mail", POST=302),
    everybody(
        "workspace:stop_from_mail", GET=200, POST=200, kwargs={"token": lambda record: stop_token(record.trainer)}
    ),
    client_page("workspace:ask_question", GET=200, POST=422),
    client_page("workspace:read_answer", POST=302),
    client_page("workspace:read_reply", POST=302),
    client_page("workspace:guidance_from_reply", POST=302, kwargs=REPLY_ABOUT_LOAD),
    client_page("workspace:end_reply", GET=200, POST=422, kwargs=REPLY_ABOUT_LOAD),
    client_page("workspace:document", GET=200),
    client_page("workspace:read_document", POST=302),
    client_page("workspace:access_log", GET=200),
    client_page("workspace:archive", POST=302, lead_only=True),
    client_page("workspace:restore", POST=302, lead_only=True),
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
    clients("client_portal:records", GET=302),  # one record: straight to it
    admins("network_admin:desk", GET=200, queries=14),
    admins("network_admin:add_position", GET=200, POST=302),
    admins("network_admin:applications", GET=200),
    admins("network_admin:invite_applicant", POST=302),
    admins("network_admin:decline_applicant", POST=302),
    admins("network_admin:incidents", GET=200, POST=422),
    admins("network_admin:incident", GET=200, POST=422),
    admins("network_admin:privacy_requests", GET=200),
    admins("network_admin:erase_for_trainer", GET=200, POST=302, kwargs=RED_REQUEST),
    admins("network_admin:announcements", GET=200, POST=422),
    admins("network_admin:send_to_network", POST=302),
    admins("network_admin:overview", GET=200),
    admins("network_admin:practice_settings", GET=200, POST=302),
    admins("network_admin:practitioners", GET=200),
    admins("network_admin:add_practitioner", GET=200, POST=302),
    admins("network_admin:practitioner", GET=200, POST=302),
    admins("network_admin:set_practitioner_standing", POST=302),
    admins("network_admin:evidence", GET=200),
    admins("network_admin:certification", GET=200, POST=302),
    admins("network_admin:certification_evidence", GET=200),
    admins("network_admin:people", GET=200),
    # Whatever an admin changes asks for a fresh proof first.
    admins("network_admin:invite_person", GET=200, POST=302),
    admins("network_admin:person", GET=200, POST=302),
    admins("network_admin:send_invitation", POST=302),
    admins("network_admin:let_person_in_again", POST=302),
    admins("network_admin:close_person", POST=302),
    admins("network_admin:open_person", POST=302),
    admins("network_admin:ask_for_clients", POST=302),
    admins("network_admin:agree_to_change", POST=302),
    admins("network_admin:withdraw_change", POST=302),
    admins("network_admin:ask_to_lift_stop", POST=302),
    admins("network_admin:duplicates", GET=200),
    admins("network_admin:tell_apart", POST=302),
    admins("network_admin:merge", GET=200, POST=302),
    admins("network_admin:undo_merge", POST=302),
    admins("network_admin:imports", GET=200, POST=302),
    admins("network_admin:export_network", GET=302),
    admins("network_admin:match_import", GET=200, POST=302),
    admins("network_admin:check_import", GET=200),
    admins("network_admin:import_errors", GET=200),
    admins("network_admin:leave_out_wrong", POST=302),
    admins("network_admin:confirm_import", POST=302),
    admins("network_admin:cancel_import", POST=302),
    admins("network_admin:import_result", GET=200, kwargs=FINISHED_BATCH),
    admins("network_admin:undo_import", POST=302, kwargs=FINISHED_BATCH),
    admins("network_admin:emergency", GET=200, POST=302),
    emergency_page("network_admin:emergency_record", GET=200),
    client_link("consent:answer_consent", "consent", GET=200, log=1),
    client_link("consent:agree", "consent", POST=422, log=1),
    client_link("consent:decline", "consent", POST=302, log=1),
    client_link("consent:accept_address", "consent", POST=302),  # without an address it changes nothing
    client_link("consent:consent_not_me", "consent", POST=302),
    address_link("consent:dispute_address", GET=200, POST=302),
    client_link("consent:sharing", "sharing", GET=200, log=1),
    client_link("consent:end_one", "sharing", POST=302, log=1),
    client_link("consent:withdraw", "withdraw", GET=200, POST=302, log=1),
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

ROWS = [
    *SITE,
    *ACCOUNTS,
    *NETWORK,
    *EXERCISES,
    *CLIENTS,
    *CAREPLAN,
    *CONSENT,
    *COORDINATION,
    *SESSIONS,
    *BENEFITS,
    *REFERRALS,
    *INCOMING,
    *REPORTS,
    *TWICE_ENTERED,
]
