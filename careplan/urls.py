from django.urls import path

from careplan.views import care_team, goals, guidance, intake, prescriptions

app_name = "careplan"
urlpatterns = [
    path("clients/add/", intake.add_client, name="add_client"),
    path("clients/<uuid:client_id>/goals/add/", goals.add_goal, name="add_goal"),
    path("clients/<uuid:client_id>/goals/<uuid:goal_id>/close/", goals.close_goal, name="close_goal"),
    path("clients/<uuid:client_id>/care-team/add/", care_team.add_member, name="add_member"),
    path("clients/<uuid:client_id>/guidance/add/", guidance.add_guidance, name="add_guidance"),
    path("clients/<uuid:client_id>/guidance/", guidance.all_guidance, name="all_guidance"),
    path("clients/<uuid:client_id>/guidance/<uuid:guidance_id>/", guidance.guidance, name="guidance"),
    path(
        "clients/<uuid:client_id>/guidance/<uuid:guidance_id>/change/",
        guidance.change_guidance,
        name="change_guidance",
    ),
    path("clients/<uuid:client_id>/guidance/<uuid:guidance_id>/lift/", guidance.lift_guidance, name="lift_guidance"),
    path("clients/<uuid:client_id>/prescriptions/add/", prescriptions.add_prescription, name="add_prescription"),
    path(
        "clients/<uuid:client_id>/prescriptions/<uuid:prescription_id>/change/",
        prescriptions.change_prescription,
        name="change_prescription",
    ),
    path(
        "clients/<uuid:client_id>/prescriptions/<uuid:prescription_id>/stop/",
        prescriptions.stop_prescription,
        name="stop_prescription",
    ),
]
