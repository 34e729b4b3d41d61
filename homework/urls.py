from django.urls import path

from homework import views

app_name = "homework"
urlpatterns = [
    path("mine/<uuid:client_id>/homework/", views.own_homework, name="own_homework"),
    path("l/homework/<str:token>/", views.homework, name="homework"),
]
