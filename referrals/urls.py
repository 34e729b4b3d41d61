from django.urls import path

from referrals import views

app_name = "referrals"
urlpatterns = [
    path("mine/<uuid:client_id>/referrals/", views.own_referrals, name="own_referrals"),
    path("clients/<uuid:client_id>/referrals/new/", views.new, name="new"),
    path("clients/<uuid:client_id>/referrals/<uuid:attempt_id>/", views.detail, name="detail"),
    path("clients/<uuid:client_id>/referrals/<uuid:attempt_id>/cancel/", views.cancel, name="cancel"),
    path("clients/<uuid:client_id>/referrals/<uuid:attempt_id>/acknowledge/", views.acknowledge, name="acknowledge"),
]
