from django.urls import path

from consent.views import by_mail, changed_address, client_address, in_person, own, trainer

app_name = "consent"
urlpatterns = [
    path("mine/<uuid:client_id>/consent/<uuid:grant_id>/", own.own_consent, name="own_consent"),
    path("mine/<uuid:client_id>/consent/<uuid:grant_id>/agree/", own.own_agree, name="own_agree"),
    path("mine/<uuid:client_id>/consent/<uuid:grant_id>/decline/", own.own_decline, name="own_decline"),
    path("mine/<uuid:client_id>/consent/<uuid:grant_id>/reduce/", own.own_reduce, name="own_reduce"),
    path("mine/<uuid:client_id>/consent/<uuid:grant_id>/go-on/", own.own_go_on, name="own_go_on"),
    path(
        "mine/<uuid:client_id>/consent/<uuid:grant_id>/after-referral/",
        own.own_after_referral,
        name="own_after_referral",
    ),
    path("mine/<uuid:client_id>/consent/<uuid:grant_id>/link/", own.own_sends_link, name="own_sends_link"),
    path("mine/<uuid:client_id>/consent/<uuid:grant_id>/revoke/", own.own_revokes_link, name="own_revokes_link"),
    path("mine/<uuid:client_id>/consent/<uuid:grant_id>/end/", own.own_ends_sharing, name="own_ends_sharing"),
    path(
        "mine/<uuid:client_id>/consent/<uuid:grant_id>/address/",
        changed_address.own_accept_address,
        name="own_accept_address",
    ),
    path("clients/<uuid:client_id>/consent/ask/", trainer.ask_consent, name="ask_consent"),
    path("clients/<uuid:client_id>/consent/request/", trainer.request_record, name="request_record"),
    path("clients/<uuid:client_id>/consent/<uuid:grant_id>/", trainer.consent_detail, name="consent_detail"),
    path("clients/<uuid:client_id>/consent/<uuid:grant_id>/link/", trainer.resend_link, name="resend_link"),
    path("clients/<uuid:client_id>/consent/<uuid:grant_id>/revoke/", trainer.revoke_link, name="revoke_link"),
    path(
        "clients/<uuid:client_id>/consent/<uuid:grant_id>/end/",
        trainer.trainer_ends_sharing,
        name="trainer_ends_sharing",
    ),
    path("clients/<uuid:client_id>/consent/<uuid:grant_id>/address/", changed_address.ask_address, name="ask_address"),
    path("clients/<uuid:client_id>/consent/<uuid:grant_id>/hand-over/", in_person.hand_over, name="hand_over"),
    path("in-person/", in_person.in_person, name="in_person"),
    path("in-person/agree/", in_person.in_person_agree, name="in_person_agree"),
    path("in-person/decline/", in_person.in_person_decline, name="in_person_decline"),
    path("in-person/address/", changed_address.in_person_accept_address, name="in_person_accept_address"),
    path(
        "clients/<uuid:client_id>/address/hand-over/",
        client_address.hand_over_for_address,
        name="hand_over_for_address",
    ),
    path("in-person/mailbox/", client_address.in_person_mailbox, name="in_person_mailbox"),
    path("in-person/mailbox/mine/", client_address.in_person_vouch, name="in_person_vouch"),
    path("in-person/back/", in_person.take_back, name="take_back"),
    path("l/consent/<str:token>/", by_mail.answer_consent, name="answer_consent"),
    path("l/consent/<str:token>/agree/", by_mail.agree, name="agree"),
    path("l/consent/<str:token>/decline/", by_mail.decline, name="decline"),
    path("l/consent/<str:token>/address/", changed_address.accept_address, name="accept_address"),
    path("l/address/<str:token>/", changed_address.dispute_address, name="dispute_address"),
    path("l/consent/<str:token>/not-me/", by_mail.consent_not_me, name="consent_not_me"),
    path("l/sharing/<str:token>/", by_mail.sharing, name="sharing"),
    path("l/sharing/<str:token>/<uuid:grant_id>/end/", by_mail.end_one, name="end_one"),
    path("l/withdraw/<str:token>/", by_mail.withdraw, name="withdraw"),
]
