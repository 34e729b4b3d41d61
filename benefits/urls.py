from django.urls import path

from benefits.views import by_link, claims, coverage, lapsing, lists, own, pages

app_name = "benefits"
urlpatterns = [
    path("benefits/", lists.by_loss, name="by_loss"),
    path("l/benefits/<str:token>/", lapsing.lapsing, name="lapsing"),
    path("l/benefits/<str:token>/take-back/", lapsing.take_back, name="take_back_answer"),
    path("l/benefits/<str:token>/steps/", lapsing.steps, name="steps"),
    path("l/benefits/<str:token>/stop/", lapsing.stop, name="stop"),
    path("l/benefits/<str:token>/coverage/", by_link.link_coverage, name="link_coverage"),
    path("l/benefits/<str:token>/add/", by_link.link_add_plan, name="link_add_plan"),
    path("l/benefits/<str:token>/booklet/", by_link.link_keep_booklet, name="link_keep_booklet"),
    path("l/benefits/<str:token>/plans/<uuid:plan_id>/", by_link.link_change_plan, name="link_change_plan"),
    path("l/benefits/<str:token>/plans/<uuid:plan_id>/add/", by_link.link_add_line, name="link_add_line"),
    path("l/benefits/<str:token>/plans/<uuid:plan_id>/holds/", by_link.link_confirm_copy, name="link_confirm_copy"),
    path("l/benefits/<str:token>/<uuid:line_id>/", by_link.link_change_line, name="link_change_line"),
    path("l/benefits/<str:token>/<uuid:line_id>/claims/add/", by_link.link_add_claim, name="link_add_claim"),
    path("mine/<uuid:client_id>/benefits/", pages.own_benefits, name="own_benefits"),
    path("mine/<uuid:client_id>/benefits/add/", own.own_add_plan, name="own_add_plan"),
    path("mine/<uuid:client_id>/benefits/booklet/", own.own_keep_booklet, name="own_keep_booklet"),
    path("mine/<uuid:client_id>/benefits/booklets/<uuid:booklet_id>/", own.own_booklet, name="own_booklet"),
    path("mine/<uuid:client_id>/benefits/plans/<uuid:plan_id>/", own.own_change_plan, name="own_change_plan"),
    path("mine/<uuid:client_id>/benefits/plans/<uuid:plan_id>/add/", own.own_add_line, name="own_add_line"),
    path("mine/<uuid:client_id>/benefits/plans/<uuid:plan_id>/end/", own.own_end_plan, name="own_end_plan"),
    path("mine/<uuid:client_id>/benefits/plans/<uuid:plan_id>/holds/", own.own_confirm_copy, name="own_confirm_copy"),
    path("mine/<uuid:client_id>/benefits/<uuid:line_id>/", own.own_change_line, name="own_change_line"),
    path("mine/<uuid:client_id>/benefits/<uuid:line_id>/claims/add/", own.own_add_claim, name="own_add_claim"),
    path("mine/<uuid:client_id>/benefits/claims/<uuid:claim_id>/", own.own_correct_claim, name="own_correct_claim"),
    path(
        "mine/<uuid:client_id>/benefits/claims/<uuid:claim_id>/remove/", own.own_remove_claim, name="own_remove_claim"
    ),
    path(
        "mine/<uuid:client_id>/benefits/claims/<uuid:claim_id>/put-back/",
        own.own_put_back_claim,
        name="own_put_back_claim",
    ),
    path("clients/<uuid:client_id>/benefits/ask/", coverage.ask_for_coverage, name="ask_for_coverage"),
    path("clients/<uuid:client_id>/benefits/booklet/", coverage.keep_booklet, name="keep_booklet"),
    path("clients/<uuid:client_id>/benefits/booklets/<uuid:booklet_id>/", coverage.booklet, name="booklet"),
    path(
        "clients/<uuid:client_id>/benefits/booklets/<uuid:booklet_id>/read/",
        coverage.read_booklet,
        name="read_booklet",
    ),
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
