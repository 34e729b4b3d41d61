from django.urls import path

from careplan import views

app_name = "careplan"
urlpatterns = [
    path("clients/add/", views.add_client, name="add_client"),
    path("clients/<uuid:client_id>/goals/add/", views.add_goal, name="add_goal"),
    path("clients/<uuid:client_id>/goals/<uuid:goal_id>/close/", views.close_goal, name="close_goal"),
    path("clients/<uuid:client_id>/care-team/add/", views.add_member, name="add_member"),
    path("clients/<uuid:client_id>/guidance/add/", views.add_guidance, name="add_guidance"),
    path("clients/<uuid:client_id>/guidance/<uuid:guidance_id>/lift/", views.lift_guidance, name="lift_guidance"),
    path("clients/<uuid:client_id>/prescriptions/add/", views.add_prescription, name="add_prescription"),
    path(
        "clients/<uuid:client_id>/prescriptions/<uuid:prescription_id>/stop/",
        views.stop_prescription,
        name="stop_prescription",
    ),
]
