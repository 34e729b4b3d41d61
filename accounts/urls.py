from django.urls import path

from accounts import views

app_name = "accounts"
urlpatterns = [
    path("account/me/", views.me, name="me"),
    path("account/hat/", views.wear_hat, name="wear_hat"),
]
