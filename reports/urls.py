from django.urls import path

from reports import views

app_name = "reports"
urlpatterns = [
    path("clients/<uuid:client_id>/reports/new/", views.new, name="new"),
    path("clients/<uuid:client_id>/reports/drafts/<uuid:draft_id>/", views.report_draft, name="draft"),
    path("clients/<uuid:client_id>/reports/drafts/<uuid:draft_id>/discard/", views.discard_draft, name="discard_draft"),
    path("clients/<uuid:client_id>/reports/drafts/<uuid:draft_id>/pdf/", views.draft_pdf, name="draft_pdf"),
    path("clients/<uuid:client_id>/reports/<uuid:report_id>/", views.detail, name="detail"),
    path("clients/<uuid:client_id>/reports/<uuid:report_id>/correct/", views.correct, name="correct"),
    path("clients/<uuid:client_id>/reports/<uuid:report_id>/pdf/", views.pdf, name="pdf"),
]
