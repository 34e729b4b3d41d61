from django.urls import path

from referrals.views import asking, client, following, in_the_room, incoming, suggested, thread, visits

app_name = "referrals"

urlpatterns = [
    # A practitioner sends somebody: the client answers by their mail, then the trainer.
    path("l/referred/<str:token>/", suggested.suggested, name="suggested"),
    path("l/referred/<str:token>/yes/", suggested.suggested_agree, name="suggested_agree"),
    path("l/referred/<str:token>/no/", suggested.suggested_refuse, name="suggested_refuse"),
    path("l/referred/<str:token>/guardian/", suggested.suggested_guardian, name="suggested_guardian"),
    path("l/referred/<str:token>/not-me/", suggested.suggested_not_me, name="suggested_not_me"),
    path("referrals/", following.exchange, name="exchange"),
    path("referrals/in/", incoming.incoming_list, name="incoming_list"),
    path("referrals/in/<uuid:incoming_id>/", incoming.incoming, name="incoming"),
    path("referrals/in/<uuid:incoming_id>/accept/", incoming.accept_incoming, name="accept_incoming"),
    path("referrals/in/<uuid:incoming_id>/decline/", incoming.decline_incoming, name="decline_incoming"),
    path("clients/<uuid:client_id>/referred/<uuid:incoming_id>/", incoming.referred, name="referred"),
    path(
        "clients/<uuid:client_id>/referred/<uuid:incoming_id>/<slug:act>/",
        incoming.act_on_referred,
        name="act_on_referred",
    ),
    path("mine/<uuid:client_id>/referrals/", client.own_referrals, name="own_referrals"),
    path("l/visit/<str:token>/appointment.ics", client.visit, name="visit"),
    path("l/booking/<str:token>/", visits.booking, name="booking"),
    path("l/booking/<str:token>/went/", visits.went, name="went"),
    path("mine/<uuid:client_id>/referrals/<uuid:attempt_id>/booking/", visits.own_booking, name="own_booking"),
    path("mine/<uuid:client_id>/referrals/<uuid:attempt_id>/went/", visits.own_went, name="own_went"),
    path("l/helped/<str:token>/", client.helped, name="helped"),
    path("clients/<uuid:client_id>/referrals/new/", asking.new, name="new"),
    path("clients/<uuid:client_id>/referrals/to/<uuid:practitioner_id>/", asking.write, name="write"),
    path("clients/<uuid:client_id>/referrals/<uuid:attempt_id>/", following.detail, name="detail"),
    path("clients/<uuid:client_id>/referrals/by/<uuid:grant_id>/", in_the_room.of_consent, name="of_consent"),
    path("clients/<uuid:client_id>/referrals/<uuid:attempt_id>/book/", in_the_room.book, name="book"),
    path("clients/<uuid:client_id>/referrals/<uuid:attempt_id>/cancel/", following.cancel, name="cancel"),
    path(
        "clients/<uuid:client_id>/referrals/<uuid:attempt_id>/acknowledge/", following.acknowledge, name="acknowledge"
    ),
    path("clients/<uuid:client_id>/referrals/<uuid:attempt_id>/reopen/", following.reopen, name="reopen"),
    path("clients/<uuid:client_id>/referrals/<uuid:attempt_id>/messages/", thread.write_message, name="write_message"),
    path(
        "clients/<uuid:client_id>/referrals/<uuid:attempt_id>/messages/read/",
        thread.read_messages,
        name="read_messages",
    ),
    path("clients/<uuid:client_id>/referrals/<uuid:attempt_id>/appointment.ics", following.calendar, name="calendar"),
]
