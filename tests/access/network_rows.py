"""The rows of the network, the library of exercises, and of what admins do."""

from practitioners.announcements import stop_token as announcement_stop
from tests.access.actors import READ_BY_ADMINS
from tests.access.session_rows import for_the_owner
from tests.access.table import admins, emergency_page, everybody, trainers

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

# A trainer's own exercise is there for that trainer alone.
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

A_FAILED_MAIL = {"message_id": lambda record: record.mail_to_trainer.pk}

A_MAIL = {"kind": lambda record: "benefits.lapsing", "language": lambda record: "fr"}

NETWORK_ADMIN = [
    admins("network_admin:failed_mail", GET=200),
    admins("network_admin:mail_samples", GET=200),
    admins("network_admin:mail_sample", GET=200, kwargs=A_MAIL),
    admins("network_admin:lift_suppression", POST=302),
    admins("network_admin:send_network_mail_again", POST=302, kwargs=A_FAILED_MAIL),
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
]
