from django.urls import path

from client_portal.views import access_log, corrections, correspondence, progress, record, requests

app_name = "client_portal"
urlpatterns = [
    path("mine/", record.own_records, name="records"),
    path("mine/<uuid:client_id>/", record.own_record, name="record"),
    path("mine/<uuid:client_id>/download/", record.own_download, name="download"),
    path("mine/<uuid:client_id>/progress/", progress.own_progress, name="progress"),
    path("mine/<uuid:client_id>/sessions/", progress.own_sessions, name="sessions"),
    path("mine/<uuid:client_id>/exercises/<uuid:exercise_id>/", progress.own_exercise, name="exercise"),
    path("mine/<uuid:client_id>/log/", access_log.own_log, name="access_log"),
    path("mine/<uuid:client_id>/correct/", corrections.correct, name="correct"),
    path("mine/<uuid:client_id>/erase/", requests.own_erasure, name="erase"),
    path("mine/<uuid:client_id>/erase/ask/", requests.own_erasure_ask, name="ask_for_erasure"),
    path("mine/<uuid:client_id>/erase/take-back/", requests.own_erasure_take_back, name="take_back_erasure"),
    path("clients/<uuid:client_id>/copy/", requests.copy_for_client, name="copy_for_client"),
    path("mine/<uuid:client_id>/told/", correspondence.own_told, name="told"),
    path("mine/<uuid:client_id>/documents/<uuid:document_id>/", correspondence.own_document, name="document"),
]
