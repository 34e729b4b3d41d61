"""The rows of the access table about sessions, plans and the phone; what their words mean stands in `table.py`."""

from tests.access.actors import TRAINERS
from tests.access.table import client_link, client_page, everybody, own_page, trainers

OPEN_SESSION = {
    "session_id": lambda record: record.open_session.pk,
    "entry_id": lambda record: record.open_entry.pk,
    "set_id": lambda record: record.open_set.pk,
}


def for_the_owner(**statuses: int) -> dict[str, dict[str, int]]:
    """The 404 to every trainer but the one whose own it is."""
    return {actor: dict.fromkeys(statuses, 404) for actor in TRAINERS if actor != "lead"}


FINISHED_LOG = {"log_import_id": lambda record: record.finished_log_import.pk}
SESSIONS = [
    client_page("sessions_log:by_exercise", GET=200),
    client_page(
        "sessions_log:exercise_progress",
        GET=200,
        kwargs={"exercise_id": lambda record: record.set_entry.entry.exercise_id},
    ),
    client_page("sessions_log:history", GET=200),
    client_page("sessions_log:import_log", GET=200, POST=422),
    client_page("sessions_log:check_log", GET=200),
    client_page("sessions_log:settle_exercise", GET=302, POST=302),  # of no name in the file
    client_page("sessions_log:change_log_import", POST=302),
    client_page("sessions_log:log_errors", GET=200),
    client_page("sessions_log:confirm_log", POST=302),
    client_page("sessions_log:cancel_log", POST=302),
    client_page("sessions_log:log_imported", GET=200, kwargs=FINISHED_LOG),
    client_page("sessions_log:undo_log", POST=302, kwargs=FINISHED_LOG),
    client_page("sessions_log:start", POST=302),
    client_page("sessions_log:afterwards", GET=200, POST=422),
    client_page("sessions_log:detail", GET=200),
    client_page("sessions_log:log", GET=200, kwargs=OPEN_SESSION),
    # A sheet is all that several pages show, for a phone that can't ask again.
    # One of its queries reads the shared exercises, of which the session has just been given a new one.
    client_page("sessions_log:sheet", GET=200, kwargs=OPEN_SESSION, queries=14),
    client_page("sessions_log:sync_conflicts", GET=200, POST=302, kwargs=OPEN_SESSION),
    everybody("sessions_log:phone", GET=200),
    everybody("sessions_log:manifest", GET=200),
    trainers("sessions_log:phone_day", GET=200, queries=14, logs={"lead": 1, "stranger": 1}),
    trainers("sessions_log:phone_operations", POST=403),  # not under their own name
    trainers("sessions_log:phone_token", GET=200),
    client_page("sessions_log:add_exercise", GET=302, POST=302, kwargs=OPEN_SESSION),
    client_page("sessions_log:answer", GET=302, POST=302, kwargs=OPEN_SESSION, gone={"GET": 302}),
    client_page("sessions_log:as_planned", GET=302, POST=302, kwargs=OPEN_SESSION),
    client_page("sessions_log:skip", GET=200, POST=422, kwargs=OPEN_SESSION),
    client_page("sessions_log:do_after_all", POST=302, kwargs=OPEN_SESSION),
    client_page("sessions_log:swap", GET=200, POST=422, kwargs=OPEN_SESSION),
    client_page("sessions_log:move_up", POST=302, kwargs=OPEN_SESSION),
    client_page("sessions_log:exercise_note", GET=200, POST=422, kwargs=OPEN_SESSION),
    client_page("sessions_log:add_set", GET=302, POST=422, kwargs=OPEN_SESSION, gone={"GET": 302}),
    client_page("sessions_log:remove_exercise", GET=302, POST=200, kwargs=OPEN_SESSION, gone={"GET": 302, "POST": 302}),
    client_page("sessions_log:change_set", GET=200, POST=422, kwargs=OPEN_SESSION),
    client_page(
        "sessions_log:remove_set",
        GET=302,
        POST=200,
        kwargs=OPEN_SESSION,
        data=lambda record: {"version": record.open_set.version},
        gone={"GET": 302, "POST": 302},
    ),
    client_page("sessions_log:put_back", POST=302, kwargs=OPEN_SESSION),
    client_page("sessions_log:finish", GET=200, POST=422, kwargs=OPEN_SESSION),
    client_page("sessions_log:discard", POST=302, kwargs=OPEN_SESSION, gone={"POST": 302}),
    client_page("sessions_log:ask_delete", GET=200),
    client_page("sessions_log:delete", POST=302, gone={"POST": 302}),
    client_page("sessions_log:put_back_deleted", POST=302, gone={"POST": 302}),
    client_page("sessions_log:template_of_session", POST=302),
    client_page("sessions_log:plan", GET=200, POST=422),
    client_page("sessions_log:change_plan", GET=200, POST=422),
    client_page("sessions_log:attendance", POST=302),
    client_page("sessions_log:series", GET=200),
    client_page("sessions_log:change_series", GET=200, POST=422),
    client_page("sessions_log:end_series", POST=302),
    trainers("sessions_log:calendar", GET=200),
    trainers("sessions_log:calendar_plan", GET=200),
    trainers("sessions_log:calendar_feed", GET=200),
    trainers("sessions_log:make_calendar_feed", POST=302),  # to prove who one is
    trainers("sessions_log:end_calendar_feed", POST=302),
    everybody("sessions_log:calendar_file", GET=200, kwargs={"token": lambda record: record.calendar_token}),
    own_page("sessions_log:own_calendar_feed", GET=200),
    own_page("sessions_log:make_own_calendar_feed", POST=302),  # to come in anew first
    own_page("sessions_log:end_own_calendar_feed", POST=302, gone={"POST": 302}),
    everybody("sessions_log:own_calendar_file", GET=200, kwargs={"token": lambda record: record.own_calendar_token}),
    client_page("sessions_log:flags", GET=200),
    client_page("sessions_log:flag", GET=200, POST=302, kwargs={"code": lambda record: record.flag.red_flag.code}),
    client_page("sessions_log:close_flag", GET=200, POST=422),
    client_page("sessions_log:reopen_flag", POST=302),
    trainers("sessions_log:templates", GET=200, POST=422),
    trainers("sessions_log:template", GET=200, who=for_the_owner(GET=404)),
    trainers("sessions_log:rename_template", GET=200, POST=422, who=for_the_owner(GET=404, POST=404)),
    trainers("sessions_log:put_in_template", POST=302, who=for_the_owner(POST=404)),
    trainers("sessions_log:dose_in_template", POST=422, who=for_the_owner(POST=404)),
    trainers("sessions_log:take_out_of_template", POST=302, gone={"POST": 302}, who=for_the_owner(POST=404)),
    trainers("sessions_log:archive_template", POST=302, who=for_the_owner(POST=404)),
    trainers("sessions_log:restore_template", POST=302, who=for_the_owner(POST=404)),
    client_page("measures:add_reading", GET=200, POST=422),
    client_page("homework:week", GET=200, POST=422),
    client_page("homework:take_back_week", POST=302),
    client_page("measures:correct_reading", GET=200, POST=422),
    client_page("measures:remove_reading", POST=302),
    client_page("measures:put_back_reading", POST=302),
    client_page("measures:add_scale", GET=200, POST=422),
    client_page("measures:schedules", GET=200, POST=422),
    client_page("measures:end_schedule", POST=302, gone={"POST": 302}),
    # The first answer may be left out: it goes on to the next question.
    client_link("careplan:after_visit", "attended", GET=200, POST=422, log=1),
    client_link("measures:asked", "measures", GET=200, POST=302, log=1, before=lambda record: record.schedule),
    own_page("homework:own_homework", GET=200, POST=422),
    client_link("homework:homework", "homework", GET=200, POST=422, log=1),
    client_link("homework:demonstration", "homework", GET=200, log=1),
    own_page("homework:own_demonstration", GET=200),
    client_link("homework:days", "homework", GET=200, POST=422, log=1),
    client_link("homework:pause", "homework", POST=422, log=1),
    client_link("homework:end_pause", "homework", POST=302, log=1),
    own_page("homework:own_days", GET=200, POST=422),
    own_page("homework:own_pause", POST=422),
    own_page("homework:own_end_pause", POST=302, gone={"POST": 302}),
    client_page("homework:plan", GET=200, POST=422),
    client_page("homework:pause_client", POST=422),
    client_page("homework:end_pause_of_client", POST=302, gone={"POST": 302}),
    client_link("clients:stop", "stop", GET=200, POST=200),
    client_link("clients:resume", "stop", POST=302),
    everybody("sessions_log:service_worker", GET=200),
]
