"""The rows of the trainer's pages that span apps."""

from tests.access.actors import SIGNED_IN, TRAINERS
from tests.access.table import client_page, everybody, trainers
from workspace.mail import stop_token

# A reply that nobody has read, and a correction that nobody has answered, as Today names them.
TOLD_TODAY = {"topic": lambda record: "told", "subject_id": lambda record: record.practitioner.pk}

SETTLED_TODAY = {
    "topic": lambda record: "told",
    "code": lambda record: record.reply.kind,
    "key": lambda record: record.reply.pk,
}

CORRECTED_TODAY = {"topic": lambda record: "correction", "subject_id": lambda record: record.client.pk}

REPLY_ABOUT_LOAD = {"reply_id": lambda record: record.reply_about_load.pk}

WORKSPACE = [
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
    client_page("workspace:client_mailbox", GET=200),
    client_page("workspace:write_again", POST=302, lead_only=True),
    client_page("workspace:lift_for_client", POST=302, lead_only=True),
    client_page("workspace:send_mail_again", POST=302, lead_only=True),
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
]
