from django.urls import path

from outbox import webhook

app_name = "outbox"
urlpatterns = [path("webhooks/mail/", webhook.mail_events, name="mail_events")]
