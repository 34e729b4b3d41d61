from django.urls import path

from demo import views

urlpatterns = [
    path("account/login/", views.sign_in_page, name="account_login"),
    path("dev/sign-in/<uuid:user_id>/", views.sign_in_as, name="dev_sign_in"),
    path("dev/mail/", views.mail_list, name="dev_mail"),
    path("dev/mail/<str:name>/", views.mail_detail, name="dev_mail_detail"),
]
