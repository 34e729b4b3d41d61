from django.urls import path

from sessions_log.offline import shell
from sessions_log.views import (
    afterwards,
    answers,
    by_exercise,
    calendar,
    deleting,
    exercises,
    feed,
    flags,
    history,
    log,
    log_import,
    manifest,
    own_feed,
    phone,
    plans,
    series,
    service_worker,
    sets,
    sync_conflicts,
    templates,
)

app_name = "sessions_log"
_SESSIONS = "clients/<uuid:client_id>/sessions/"
_SESSION = f"{_SESSIONS}<uuid:session_id>/"
urlpatterns = [
    path(_SESSIONS, history.history, name="history"),
    path("clients/<uuid:client_id>/exercises/", by_exercise.by_exercise, name="by_exercise"),
    path(
        "clients/<uuid:client_id>/exercises/<uuid:exercise_id>/",
        by_exercise.exercise_progress,
        name="exercise_progress",
    ),
    path(f"{_SESSIONS}afterwards/", afterwards.afterwards, name="afterwards"),
    path(f"{_SESSIONS}import/", log_import.import_log, name="import_log"),
    *(
        path(f"{_SESSIONS}import/<uuid:log_import_id>/{verb}", view, name=view.__name__)
        for verb, view in {
            "": log_import.check_log,
            "exercise/": log_import.settle_exercise,
            "change/": log_import.change_log_import,
            "errors/": log_import.log_errors,
            "confirm/": log_import.confirm_log,
            "cancel/": log_import.cancel_log,
            "done/": log_import.log_imported,
            "undo/": log_import.undo_log,
        }.items()
    ),
    path(f"{_SESSIONS}start/", log.start, name="start"),
    path(_SESSION, history.detail, name="detail"),
    path(f"{_SESSION}log/", log.log, name="log"),
    path(f"{_SESSION}sheet/", phone.sheet, name="sheet"),
    path(f"{_SESSION}sync-conflicts/", sync_conflicts.sync_conflicts, name="sync_conflicts"),
    path(f"{_SESSION}exercises/", log.add_exercise, name="add_exercise"),
    path(f"{_SESSION}exercises/<uuid:entry_id>/sets/", sets.add_set, name="add_set"),
    *(
        path(f"{_SESSION}exercises/<uuid:entry_id>/{verb}/", view, name=view.__name__)
        for verb, view in {
            "as-planned": exercises.as_planned,
            "answer": answers.answer,
            "skip": exercises.skip,
            "do-after-all": exercises.do_after_all,
            "swap": exercises.swap,
            "up": exercises.move_up,
            "note": exercises.exercise_note,
        }.items()
    ),
    path(f"{_SESSION}exercises/<uuid:entry_id>/remove/", log.remove_exercise, name="remove_exercise"),
    path(f"{_SESSION}sets/<uuid:set_id>/", sets.change_set, name="change_set"),
    path(f"{_SESSION}sets/<uuid:set_id>/remove/", sets.remove_set, name="remove_set"),
    path(f"{_SESSION}put-back/", log.put_back, name="put_back"),
    path(f"{_SESSION}finish/", log.finish, name="finish"),
    path(f"{_SESSION}discard/", log.discard, name="discard"),
    path(f"{_SESSION}delete/", deleting.ask_delete, name="ask_delete"),
    path(f"{_SESSION}delete/yes/", deleting.delete, name="delete"),
    path(f"{_SESSION}put-back-deleted/", deleting.put_back_deleted, name="put_back_deleted"),
    path(f"{_SESSION}template/", templates.template_of_session, name="template_of_session"),
    # A phone that keeps the log itself.
    path("phone/", shell.phone, name="phone"),
    path("phone/day/", phone.phone_day, name="phone_day"),
    path("phone/operations/", phone.phone_operations, name="phone_operations"),
    path("phone/token/", phone.phone_token, name="phone_token"),
    # What is agreed on.
    path("clients/<uuid:client_id>/planned/add/", plans.plan, name="plan"),
    path("clients/<uuid:client_id>/planned/<uuid:planned_id>/", plans.change_plan, name="change_plan"),
    path("clients/<uuid:client_id>/planned/<uuid:planned_id>/attendance/", plans.attendance, name="attendance"),
    path("clients/<uuid:client_id>/series/<uuid:series_id>/", series.series, name="series"),
    path("clients/<uuid:client_id>/series/<uuid:series_id>/change/", series.change_repeating, name="change_series"),
    path("clients/<uuid:client_id>/series/<uuid:series_id>/end/", series.end_repeating, name="end_series"),
    path("calendar/", calendar.calendar, name="calendar"),
    path("calendar/plan/", calendar.calendar_plan, name="calendar_plan"),
    path("calendar/feed/", feed.calendar_feed, name="calendar_feed"),
    path("calendar/feed/make/", feed.make_calendar_feed, name="make_calendar_feed"),
    path("calendar/feed/end/", feed.end_calendar_feed, name="end_calendar_feed"),
    path("l/calendar/<str:token>.ics", feed.calendar_file, name="calendar_file"),
    path("mine/<uuid:client_id>/calendar/", own_feed.own_calendar_feed, name="own_calendar_feed"),
    path("mine/<uuid:client_id>/calendar/make/", own_feed.make_own_calendar_feed, name="make_own_calendar_feed"),
    path("mine/<uuid:client_id>/calendar/end/", own_feed.end_own_calendar_feed, name="end_own_calendar_feed"),
    path("l/own-calendar/<str:token>.ics", own_feed.own_calendar_file, name="own_calendar_file"),
    # Red flags.
    path("clients/<uuid:client_id>/flags/", flags.flags, name="flags"),
    path("clients/<uuid:client_id>/flags/<slug:code>/", flags.flag, name="flag"),
    path("clients/<uuid:client_id>/flags/<uuid:flag_id>/close/", flags.close, name="close_flag"),
    path("clients/<uuid:client_id>/flags/<uuid:flag_id>/reopen/", flags.reopen, name="reopen_flag"),
    # A trainer's own templates.
    path("templates/", templates.template_list, name="templates"),
    path("templates/<uuid:template_id>/", templates.template, name="template"),
    *(
        path(f"templates/<uuid:template_id>/{verb}/", view, name=view.__name__)
        for verb, view in {
            "rename": templates.rename_template,
            "put-in": templates.put_in_template,
            "archive": templates.archive_template,
            "restore": templates.restore_template,
        }.items()
    ),
    path("templates/<uuid:template_id>/<uuid:row_id>/dose/", templates.dose_in_template, name="dose_in_template"),
    path(
        "templates/<uuid:template_id>/<uuid:row_id>/out/", templates.take_out_of_template, name="take_out_of_template"
    ),
    path("app.webmanifest", manifest.manifest, name="manifest"),
    path("service-worker.js", service_worker.service_worker, name="service_worker"),
]
