from django.urls import path

from referrals import incoming_views, suggested_views
from referrals.views import asking, client, following

app_name = "referrals"

urlpatterns = [
    # A practitioner sends somebody: the client answers by their mail, then the trainer.
    path("l/referred/<str:token>/", suggested_views.suggested, name="suggested"),
    path("l/referred/<str:token>/yes/", suggested_views.suggested_agree, name="suggested_agree"),
    path("l/referred/<str:token>/no/", suggested_views.suggested_refuse, name="suggested_refuse"),
    path("l/referred/<str:token>/guardian/", suggested_views.suggested_guardian, name="suggested_guardian"),
    path("l/referred/<str:token>/not-me/", suggested_views.suggested_not_me, name="suggested_not_me"),
    path("referrals/in/", incoming_views.incoming_list, name="incoming_list"),
    path("referrals/in/<uuid:incoming_id>/", incoming_views.incoming, name="incoming"),
    path("referrals/in/<uuid:incoming_id>/accept/", incoming_views.accept_incoming, name="accept_incoming"),
    path("referrals/in/<uuid:incoming_id>/decline/", incoming_views.decline_incoming, name="decline_incoming"),
    path("clients/<uuid:client_id>/referred/<uuid:incoming_id>/", incoming_views.referred, name="referred"),
    path(
        "clients/<uuid:client_id>/referred/<uuid:incoming_id>/<slug:act>/",
        incoming_views.act_on_referred,
        name="act_on_referred",
    ),
    path("mine/<uuid:client_id>/referrals/", client.own_referrals, name="own_referrals"),
    path("l/visit/<str:token>/appointment.ics", client.visit, name="visit"),
    path("l/helped/<str:token>/", client.helped, name="helped"),
    path("clients/<uuid:client_id>/referrals/new/", asking.new, name="new"),
    path("clients/<uuid:client_id>/referrals/<uuid:attempt_id>/", following.detail, name="detail"),
    path("clients/<uuid:client_id>/referrals/<uuid:attempt_id>/cancel/", following.cancel, name="cancel"),
    path(
        "clients/<uuid:client_id>/referrals/<uuid:attempt_id>/acknowledge/", following.acknowledge, name="acknowledge"
    ),
    path("clients/<uuid:client_id>/referrals/<uuid:attempt_id>/reopen/", following.reopen, name="reopen"),
    path("clients/<uuid:client_id>/referrals/<uuid:attempt_id>/appointment.ics", following.calendar, name="calendar"),
]
