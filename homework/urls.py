from django.urls import path

from homework.views import answering, at_session, demonstrations, plans

app_name = "homework"
urlpatterns = [
    path("mine/<uuid:client_id>/homework/", answering.own_homework, name="own_homework"),
    path("mine/<uuid:client_id>/homework/days/", plans.own_days, name="own_days"),
    path("mine/<uuid:client_id>/homework/pause/", plans.own_pause, name="own_pause"),
    path("mine/<uuid:client_id>/homework/pauses/<uuid:pause_id>/end/", plans.own_end_pause, name="own_end_pause"),
    path(
        "mine/<uuid:client_id>/homework/demonstrations/<uuid:prescription_id>/",
        demonstrations.own_demonstration,
        name="own_demonstration",
    ),
    path("clients/<uuid:client_id>/homework/", plans.plan, name="plan"),
    path("clients/<uuid:client_id>/homework/week/", at_session.week, name="week"),
    path("clients/<uuid:client_id>/homework/week/take-back/", at_session.take_back_week, name="take_back_week"),
    path("clients/<uuid:client_id>/homework/pause/", plans.pause_client, name="pause_client"),
    path(
        "clients/<uuid:client_id>/homework/pauses/<uuid:pause_id>/end/",
        plans.end_pause_of_client,
        name="end_pause_of_client",
    ),
    path("l/homework/<str:token>/", answering.homework, name="homework"),
    path(
        "l/homework/<str:token>/demonstrations/<uuid:prescription_id>/",
        demonstrations.demonstration,
        name="demonstration",
    ),
    path("l/homework/<str:token>/days/", plans.days, name="days"),
    path("l/homework/<str:token>/pause/", plans.pause, name="pause"),
    path("l/homework/<str:token>/pauses/<uuid:pause_id>/end/", plans.end_pause, name="end_pause"),
]
