from django.urls import path

from reports import views

app_name = "reports"
urlpatterns = [
    path("clients/<uuid:client_id>/reports/new/", views.new, name="new"),
    path("clients/<uuid:client_id>/reports/<uuid:report_id>/", views.detail, name="detail"),
    path("clients/<uuid:client_id>/reports/<uuid:report_id>/pdf/", views.pdf, name="pdf"),
]
