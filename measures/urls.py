from django.urls import path

from measures.views import asked, readings, schedules

app_name = "measures"
_CLIENT = "clients/<uuid:client_id>/"
_READING = f"{_CLIENT}readings/<uuid:reading_id>/"
urlpatterns = [
    path(f"{_CLIENT}readings/add/", readings.add_reading, name="add_reading"),
    path(f"{_READING}correct/", readings.correct, name="correct_reading"),
    path(f"{_READING}remove/", readings.remove_reading, name="remove_reading"),
    path(f"{_READING}put-back/", readings.put_back_reading, name="put_back_reading"),
    path(f"{_CLIENT}readings/scale/", schedules.add_scale, name="add_scale"),
    path(f"{_CLIENT}readings/asked/", schedules.schedules, name="schedules"),
    path(f"{_CLIENT}readings/asked/<uuid:schedule_id>/end/", schedules.end_schedule, name="end_schedule"),
    path("l/measures/<str:token>/", asked.asked, name="asked"),
]
