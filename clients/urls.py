from django.urls import path

from clients import views

app_name = "clients"
urlpatterns = [
    path("clients/", views.client_list, name="list"),
    path("clients/<uuid:client_id>/edit/", views.edit, name="edit"),
    path("clients/<uuid:client_id>/welcome/", views.resend_welcome, name="resend_welcome"),
    path("l/confirm/<str:token>/", views.confirm, name="confirm"),
    path("l/confirm/<str:token>/not-me/", views.not_me, name="not_me"),
]
