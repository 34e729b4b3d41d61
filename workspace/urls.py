from django.urls import path

from workspace.views import (
    access_log,
    alignment,
    archive,
    care_team,
    client_mailbox,
    clients,
    corrections,
    correspondence,
    overview,
    prepare,
    questions,
    timeline,
    unsent_mail,
)

app_name = "workspace"
urlpatterns = [
    path("clients/", clients.client_list, name="clients"),
    path("clients/export/", clients.export_clients, name="export_clients"),
    path("clients/<uuid:client_id>/", overview.overview, name="overview"),
    path("clients/<uuid:client_id>/prepare/", prepare.prepare, name="prepare"),
    path("clients/<uuid:client_id>/timeline/", timeline.timeline, name="timeline"),
    path("clients/<uuid:client_id>/care-team/", care_team.care_team, name="care_team"),
    path("clients/<uuid:client_id>/log/", access_log.access_log, name="access_log"),
    path("clients/<uuid:client_id>/archive/", archive.archive, name="archive"),
    path("clients/<uuid:client_id>/restore/", archive.restore, name="restore"),
    path("clients/<uuid:client_id>/corrections/", corrections.corrections, name="corrections"),
    path(
        "clients/<uuid:client_id>/corrections/<uuid:correction_id>/",
        corrections.correction_answer,
        name="correction_answer",
    ),
    path("clients/<uuid:client_id>/alignment/", alignment.board, name="alignment"),
    path(
        "clients/<uuid:client_id>/alignment/<uuid:goal_id>/guidance/<uuid:guidance_id>/",
        alignment.mark_guidance,
        name="mark_guidance",
    ),
    path(
        "clients/<uuid:client_id>/alignment/<uuid:goal_id>/exercise/<uuid:prescription_id>/",
        alignment.mark_prescription,
        name="mark_prescription",
    ),
    path("clients/<uuid:client_id>/told/", correspondence.told, name="told"),
    path("clients/<uuid:client_id>/questions/ask/", questions.ask_question, name="ask_question"),
    path("clients/<uuid:client_id>/questions/<uuid:question_id>/read/", correspondence.read_answer, name="read_answer"),
    path("clients/<uuid:client_id>/replies/<uuid:reply_id>/read/", correspondence.read_reply, name="read_reply"),
    path(
        "clients/<uuid:client_id>/replies/<uuid:reply_id>/guidance/",
        correspondence.guidance_from_reply,
        name="guidance_from_reply",
    ),
    path("clients/<uuid:client_id>/replies/<uuid:reply_id>/end/", correspondence.end_reply, name="end_reply"),
    path("clients/<uuid:client_id>/documents/<uuid:document_id>/", correspondence.document, name="document"),
    path(
        "clients/<uuid:client_id>/documents/<uuid:document_id>/read/",
        correspondence.read_document,
        name="read_document",
    ),
    path("clients/<uuid:client_id>/mail/", client_mailbox.client_mailbox, name="client_mailbox"),
    path("clients/<uuid:client_id>/mail/again/", client_mailbox.write_again, name="write_again"),
    path("clients/<uuid:client_id>/mail/lift/", client_mailbox.lift_for_client, name="lift_for_client"),
    path("clients/<uuid:client_id>/mail/<uuid:message_id>/", unsent_mail.send_mail_again, name="send_mail_again"),
]
