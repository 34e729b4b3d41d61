from django.urls import path

from network_admin.views import (
    account_changes,
    announcements,
    applications,
    certification,
    desk,
    duplicates,
    emergency,
    failed_mail,
    imports,
    mail_samples,
    overview,
    people,
    practice,
    practitioners,
)

app_name = "network_admin"
urlpatterns = [
    path("desk/", desk.desk, name="desk"),
    path("desk/practice/", practice.practice_settings, name="practice_settings"),
    path("desk/applications/", applications.applications, name="applications"),
    path("desk/applications/<uuid:application_id>/invite/", applications.invite_applicant, name="invite_applicant"),
    path("desk/applications/<uuid:application_id>/decline/", applications.decline_applicant, name="decline_applicant"),
    path("desk/announcements/", announcements.announcements, name="announcements"),
    path("desk/announcements/send/", announcements.send_to_network, name="send_to_network"),
    path("desk/overview/", overview.overview, name="overview"),
    path("desk/practitioners/", practitioners.practitioners, name="practitioners"),
    path("desk/practitioners/add/", practitioners.add_entry, name="add_practitioner"),
    path("desk/practitioners/<uuid:practitioner_id>/", practitioners.practitioner, name="practitioner"),
    path("desk/practitioners/<uuid:practitioner_id>/positions/add/", practitioners.add_position, name="add_position"),
    path(
        "desk/practitioners/<uuid:practitioner_id>/standing/",
        practitioners.set_practitioner_standing,
        name="set_practitioner_standing",
    ),
    path(
        "desk/practitioners/<uuid:practitioner_id>/evidence/<uuid:event_id>/", practitioners.evidence, name="evidence"
    ),
    path("people/<uuid:user_id>/certification/", certification.look_up, name="certification"),
    path(
        "people/<uuid:user_id>/certification/<uuid:look_up_id>/", certification.evidence, name="certification_evidence"
    ),
    path("people/", people.people, name="people"),
    path("people/invite/", people.invite_person, name="invite_person"),
    path("people/<uuid:user_id>/", people.person, name="person"),
    path("people/<uuid:user_id>/invitation/", people.send_invitation, name="send_invitation"),
    path("people/<uuid:user_id>/let-in/", people.let_person_in_again, name="let_person_in_again"),
    path(
        "people/<uuid:user_id>/changes/<uuid:request_id>/agree/",
        account_changes.agree_to_change,
        name="agree_to_change",
    ),
    path(
        "people/<uuid:user_id>/changes/<uuid:request_id>/withdraw/",
        account_changes.withdraw_change,
        name="withdraw_change",
    ),
    path("people/<uuid:user_id>/lift/", account_changes.ask_to_lift_stop, name="ask_to_lift_stop"),
    path("people/<uuid:user_id>/close/", people.close_person, name="close_person"),
    path("people/<uuid:user_id>/open/", people.open_person, name="open_person"),
    path("people/<uuid:user_id>/clients/", people.ask_for_clients, name="ask_for_clients"),
    path("emergency/", emergency.emergency, name="emergency"),
    path("emergency/<uuid:client_id>/", emergency.emergency_record, name="emergency_record"),
    path("people/mails/", mail_samples.mail_samples, name="mail_samples"),
    path("people/mails/<str:kind>/<str:language>/", mail_samples.mail_sample, name="mail_sample"),
    path("people/mail/", failed_mail.failed_mail, name="failed_mail"),
    path("people/mail/<uuid:suppression_id>/lift/", failed_mail.lift_suppression, name="lift_suppression"),
    # A file of practitioners comes in, and the network goes out as one.
    path("desk/practitioners/imports/", imports.network_imports, name="imports"),
    path("desk/practitioners/imports/export/", imports.export_network, name="export_network"),
    path("desk/practitioners/imports/<uuid:batch_id>/", imports.match_import, name="match_import"),
    path("desk/practitioners/imports/<uuid:batch_id>/check/", imports.check_import, name="check_import"),
    path("desk/practitioners/imports/<uuid:batch_id>/errors/", imports.network_import_errors, name="import_errors"),
    path("desk/practitioners/imports/<uuid:batch_id>/leave-out/", imports.leave_out_wrong, name="leave_out_wrong"),
    path("desk/practitioners/imports/<uuid:batch_id>/confirm/", imports.confirm_import, name="confirm_import"),
    path("desk/practitioners/imports/<uuid:batch_id>/cancel/", imports.cancel_import, name="cancel_import"),
    path("desk/practitioners/imports/<uuid:batch_id>/result/", imports.import_result, name="import_result"),
    path("desk/practitioners/imports/<uuid:batch_id>/undo/", imports.undo_import, name="undo_import"),
    # Entries that may be one practitioner.
    path("desk/practitioners/duplicates/", duplicates.duplicates, name="duplicates"),
    path("desk/practitioners/duplicates/<uuid:pair_id>/apart/", duplicates.tell_apart, name="tell_apart"),
    path("desk/practitioners/<uuid:practitioner_id>/merge/<uuid:into_id>/", duplicates.merge, name="merge"),
    path("desk/practitioners/merges/<uuid:merge_id>/undo/", duplicates.undo_merge, name="undo_merge"),
]
