from django.urls import path

from careplan.views import (
    after_visit,
    care_team,
    demonstrations,
    goals,
    guidance,
    intake,
    network,
    own_intake,
    prescriptions,
    readiness,
    visits,
)

app_name = "careplan"
urlpatterns = [
    path("l/after-visit/<str:token>/", after_visit.after_visit, name="after_visit"),
    path("clients/add/", intake.add_client, name="add_client"),
    path("clients/<uuid:client_id>/intake/", intake.intake, name="intake"),
    path("clients/<uuid:client_id>/intake/send/", intake.send_intake, name="send_intake"),
    path("clients/<uuid:client_id>/intake/read/", intake.read_intake, name="read_intake"),
    path("l/intake/<str:token>/", own_intake.link_intake, name="link_intake"),
    path("l/intake/<str:token>/yes/", own_intake.link_yes, name="link_yes"),
    path("l/intake/<str:token>/questions/<slug:step>/", own_intake.link_step, name="link_step"),
    path("mine/<uuid:client_id>/intake/", own_intake.own_intake, name="own_intake"),
    path("mine/<uuid:client_id>/intake/<slug:step>/", own_intake.own_step, name="own_step"),
    path("clients/<uuid:client_id>/readiness/", readiness.readiness, name="readiness"),
    path("clients/<uuid:client_id>/readiness/changed/", readiness.health_changed, name="health_changed"),
    path("clients/<uuid:client_id>/readiness/<uuid:screening_id>/", readiness.change_lapse, name="change_lapse"),
    path("clients/<uuid:client_id>/goals/", goals.goals, name="goals"),
    path("clients/<uuid:client_id>/goals/add/", goals.add_goal, name="add_goal"),
    path("clients/<uuid:client_id>/goals/<uuid:goal_id>/", goals.goal, name="goal"),
    path("clients/<uuid:client_id>/goals/<uuid:goal_id>/change/", goals.change_goal, name="change_goal"),
    path("clients/<uuid:client_id>/goals/<uuid:goal_id>/replace/", goals.replace_goal, name="replace_goal"),
    path("clients/<uuid:client_id>/goals/<uuid:goal_id>/close/", goals.close_goal, name="close_goal"),
    path("clients/<uuid:client_id>/goals/<uuid:goal_id>/reopen/", goals.reopen_goal, name="reopen_goal"),
    path("clients/<uuid:client_id>/care-team/add/", care_team.add_member, name="add_member"),
    path("clients/<uuid:client_id>/care-team/<uuid:member_id>/", care_team.member, name="member"),
    *(
        path(f"clients/<uuid:client_id>/care-team/<uuid:member_id>/{verb}/", view, name=view.__name__)
        for verb, view in {
            "change": care_team.change_member,
            "left": care_team.member_left,
            "back": care_team.member_back,
            "network": network.member_to_network,
            "visits/add": visits.add_visit,
        }.items()
    ),
    *(
        path(f"clients/<uuid:client_id>/visits/<uuid:visit_id>/{verb}/", view, name=view.__name__)
        for verb, view in {
            "change": visits.change_visit,
            "attended": visits.attend_visit,
            "missed": visits.miss_visit,
            "cancelled": visits.cancel_visit,
            "take-back": visits.take_back_visit,
        }.items()
    ),
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
        "clients/<uuid:client_id>/prescriptions/<uuid:prescription_id>/how-it-looks/",
        demonstrations.demonstration_form,
        name="demonstration_form",
    ),
    path(
        "clients/<uuid:client_id>/prescriptions/<uuid:prescription_id>/how-it-looks/remove/",
        demonstrations.take_demonstration_away,
        name="take_demonstration_away",
    ),
    path(
        "clients/<uuid:client_id>/prescriptions/<uuid:prescription_id>/demonstration/",
        demonstrations.demonstration,
        name="demonstration",
    ),
    path(
        "clients/<uuid:client_id>/prescriptions/<uuid:prescription_id>/stop/",
        prescriptions.stop_prescription,
        name="stop_prescription",
    ),
]
