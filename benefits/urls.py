from django.urls import path

from benefits.views import claims, coverage, lapsing, lists, pages

app_name = "benefits"
urlpatterns = [
    path("benefits/", lists.by_loss, name="by_loss"),
    path("l/benefits/<str:token>/", lapsing.lapsing, name="lapsing"),
    path("l/benefits/<str:token>/take-back/", lapsing.take_back, name="take_back_answer"),
    path("l/benefits/<str:token>/steps/", lapsing.steps, name="steps"),
    path("l/benefits/<str:token>/stop/", lapsing.stop, name="stop"),
    path("mine/<uuid:client_id>/benefits/", pages.own_benefits, name="own_benefits"),
    path("clients/<uuid:client_id>/benefits/", pages.overview, name="overview"),
    path("clients/<uuid:client_id>/benefits/done/", coverage.mark_handled, name="mark_handled"),
    path("clients/<uuid:client_id>/benefits/add/", coverage.add_plan, name="add_plan"),
    path("clients/<uuid:client_id>/benefits/plans/<uuid:plan_id>/", coverage.change_plan, name="change_plan"),
    path("clients/<uuid:client_id>/benefits/plans/<uuid:plan_id>/end/", coverage.end_plan, name="end_plan"),
    path(
        "clients/<uuid:client_id>/benefits/plans/<uuid:plan_id>/take-back/",
        coverage.take_back_end,
        name="take_back_end",
    ),
    path("clients/<uuid:client_id>/benefits/plans/<uuid:plan_id>/copy/", coverage.copy_plan, name="copy_plan"),
    path("clients/<uuid:client_id>/benefits/plans/<uuid:plan_id>/holds/", coverage.confirm_copy, name="confirm_copy"),
    path("clients/<uuid:client_id>/benefits/plans/<uuid:plan_id>/add/", coverage.add_line, name="add_line"),
    path("clients/<uuid:client_id>/benefits/<uuid:line_id>/", coverage.change_line, name="change_line"),
    path("clients/<uuid:client_id>/benefits/<uuid:line_id>/claims/add/", claims.add_claim, name="add_claim"),
    path("clients/<uuid:client_id>/benefits/claims/<uuid:claim_id>/", claims.correct_claim, name="correct_claim"),
    path("clients/<uuid:client_id>/benefits/claims/<uuid:claim_id>/remove/", claims.remove_claim, name="remove_claim"),
    path(
        "clients/<uuid:client_id>/benefits/claims/<uuid:claim_id>/put-back/",
        claims.put_back_claim,
        name="put_back_claim",
    ),
]
