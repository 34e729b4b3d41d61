from django.urls import path

from benefits import views

app_name = "benefits"
urlpatterns = [
    path("mine/<uuid:client_id>/benefits/", views.own_benefits, name="own_benefits"),
    path("clients/<uuid:client_id>/benefits/", views.overview, name="overview"),
    path("clients/<uuid:client_id>/benefits/add/", views.add_plan, name="add_plan"),
    path("clients/<uuid:client_id>/benefits/<uuid:line_id>/claims/add/", views.add_claim, name="add_claim"),
    path("clients/<uuid:client_id>/benefits/<uuid:line_id>/end/", views.end_plan, name="end_plan"),
    path("clients/<uuid:client_id>/benefits/claims/<uuid:claim_id>/remove/", views.remove_claim, name="remove_claim"),
]
