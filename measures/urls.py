from django.urls import path

from measures import views

app_name = "measures"
urlpatterns = [
    path("clients/<uuid:client_id>/readings/add/", views.add_reading, name="add_reading"),
    path("clients/<uuid:client_id>/readings/<uuid:reading_id>/remove/", views.remove_reading, name="remove_reading"),
]
