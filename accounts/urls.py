from django.urls import path

from accounts import views

app_name = "accounts"
urlpatterns = [
    path("account/me/", views.me, name="me"),
    path("account/language/", views.set_language, name="set_language"),
    path("account/role/", views.switch, name="switch_role"),
    path("account/stop/<str:token>/", views.stop_change, name="stop_change"),
]
