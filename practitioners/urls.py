from django.urls import path

from practitioners import announcement_views, joining_views, views

app_name = "practitioners"
urlpatterns = [
    path("network/", views.network, name="list"),
    path("network/find/", views.find, name="find"),
    path("network/add/", views.add, name="add"),
    path("network/trusted/", views.trusted, name="trusted"),
    path("network/lanes/", views.lanes, name="lanes"),
    path("network/lanes/<slug:code>/", views.lane, name="lane"),
    path("network/<uuid:practitioner_id>/", views.detail, name="detail"),
    path("network/<uuid:practitioner_id>/trust/", views.trust, name="trust"),
    path("network/<uuid:practitioner_id>/trust/end/", views.stop_trusting, name="stop_trusting"),
    path("announcements/stop/<str:token>/", announcement_views.stop_announcements, name="stop_announcements"),
    path("announcements/again/<str:token>/", announcement_views.want_announcements, name="want_announcements"),
    path("account/announcements/", announcement_views.set_announcements, name="set_announcements"),
    path("join/", joining_views.join_practitioner, name="join_practitioner"),
    path("join/trainer/", joining_views.join_trainer, name="join_trainer"),
    path("join/code/", joining_views.join_code, name="join_code"),
    path("join/done/", joining_views.joined, name="joined"),
    path("account/public-page/", views.own_profile, name="own_profile"),
]
