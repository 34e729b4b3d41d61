from django.urls import path

from consent import views

app_name = "consent"
urlpatterns = [
    path("l/share/<str:token>/", views.open_link, name="open_link"),
    path("shared/enter/", views.enter, name="enter"),
    path("shared/code/", views.code, name="code"),
    path("shared/continue/", views.go_on, name="go_on"),
    path("shared/leave/", views.leave, name="leave"),
    path("shared/account/", views.join, name="join"),
]
