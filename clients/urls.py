from django.urls import path

from clients.views import addresses, contacts, imports, records, reminders, who

app_name = "clients"
urlpatterns = [
    path("clients/<uuid:client_id>/contacts/", contacts.contacts, name="contacts"),
    path("clients/<uuid:client_id>/edit/", records.edit, name="edit"),
    path("clients/<uuid:client_id>/welcome/", records.resend_welcome, name="resend_welcome"),
    path("trainers/find/", who.find_trainer, name="find_trainer"),
    # A file of clients comes in.
    path("clients/import/", imports.import_clients, name="import_clients"),
    path("clients/import/<uuid:import_id>/", imports.match_columns, name="match_columns"),
    path("clients/import/<uuid:import_id>/check/", imports.check_import, name="check_import"),
    path("clients/import/<uuid:import_id>/dates/", imports.say_date_order, name="say_date_order"),
    path("clients/import/<uuid:import_id>/errors/", imports.import_errors, name="import_errors"),
    path("clients/import/<uuid:import_id>/leave-out/", imports.leave_out_wrong, name="leave_out_wrong"),
    path("clients/import/<uuid:import_id>/confirm/", imports.confirm_import, name="confirm_import"),
    path("clients/import/<uuid:import_id>/cancel/", imports.cancel_import, name="cancel_import"),
    path("clients/import/<uuid:import_id>/done/", imports.import_done, name="import_done"),
    path("clients/import/<uuid:import_id>/undo/", imports.undo_import, name="undo_import"),
    path("l/confirm/<str:token>/", records.confirm, name="confirm"),
    path("l/confirm/<str:token>/not-me/", records.not_me, name="not_me"),
    path("l/moved/<str:token>/", addresses.address_change, name="address_change"),
    path("l/moved/<str:token>/agree/", addresses.agree_to_address, name="agree_to_address"),
    path("l/moved/<str:token>/stop/", addresses.stop_address, name="stop_address"),
    # Who may see a client.
    path("clients/<uuid:client_id>/who/", who.who, name="who"),
    path("clients/<uuid:client_id>/who/cover/", who.give_cover, name="give_cover"),
    path("clients/<uuid:client_id>/who/cover/<int:permission_id>/end/", who.end_cover, name="end_cover"),
    path("clients/<uuid:client_id>/who/successor/", who.name_successor, name="name_successor"),
    path("clients/<uuid:client_id>/who/handover/", who.ask_handover, name="ask_handover"),
    path(
        "clients/<uuid:client_id>/who/handover/<uuid:transfer_id>/cancel/", who.cancel_handover, name="cancel_handover"
    ),
    path("handovers/<uuid:transfer_id>/", who.handover_question, name="handover_question"),
    path("handovers/<uuid:transfer_id>/accept/", who.accept_handover, name="accept_handover"),
    path("handovers/<uuid:transfer_id>/decline/", who.decline_handover, name="decline_handover"),
    path("l/transfer/<str:token>/", who.answer_handover, name="answer_handover"),
    path("leaving/", who.leave, name="leave"),
    path("l/stop/<str:token>/", reminders.stop, name="stop"),
    path("l/stop/<str:token>/again/", reminders.resume, name="resume"),
]
