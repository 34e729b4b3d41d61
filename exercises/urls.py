from django.urls import path

from exercises import views

app_name = "exercises"
_ONE = "exercises/<uuid:exercise_id>/"
urlpatterns = [
    path("exercises/", views.library, name="library"),
    path("exercises/add/", views.add, name="add"),
    path(_ONE, views.detail, name="detail"),
    path(f"{_ONE}in-my-sessions/", views.defaults, name="defaults"),
    path(f"{_ONE}change/", views.change, name="change"),
    path(f"{_ONE}copy/", views.copy, name="copy"),
    path(f"{_ONE}take-out/", views.take_out, name="take_out"),
    path(f"{_ONE}put-back/", views.put_back, name="put_back"),
]
