from django.urls import path

from webhooks import views

app_name = "webhooks"
urlpatterns = [
    path("account/webhooks/", views.webhook_list, name="webhooks"),
    path("account/webhooks/make/", views.make, name="make_webhook"),
    path("account/webhooks/<uuid:webhook_id>/", views.webhook_page, name="webhook"),
    path("account/webhooks/<uuid:webhook_id>/secret/", views.new_secret, name="new_secret"),
    path("account/webhooks/<uuid:webhook_id>/on/", views.turn_on, name="turn_on"),
    path("account/webhooks/<uuid:webhook_id>/test/", views.send_test, name="send_test"),
    path("account/webhooks/<uuid:webhook_id>/end/", views.end, name="end_webhook"),
    path("account/webhooks/deliveries/<uuid:delivery_id>/replay/", views.replay, name="replay"),
]
