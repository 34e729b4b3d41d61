from django.urls import path

from coordination.views import (
    access_log,
    alignment,
    archive,
    clients,
    consent_answers,
    consent_pages,
    corrections,
    emergency,
    in_person,
    overview,
    own,
    own_consent,
    people,
    questions,
    shared,
    shared_referrals,
    shared_telling,
    shared_writing,
    told,
)

app_name = "coordination"
urlpatterns = [
    path("clients/", clients.client_list, name="clients"),
    # The trainer's page on a client.
    path("clients/<uuid:client_id>/", overview.overview, name="overview"),
    path("clients/<uuid:client_id>/log/", access_log.access_log, name="access_log"),
    path("clients/<uuid:client_id>/archive/", archive.archive, name="archive"),
    path("clients/<uuid:client_id>/restore/", archive.restore, name="restore"),
    path("clients/<uuid:client_id>/corrections/", corrections.corrections, name="corrections"),
    path(
        "clients/<uuid:client_id>/corrections/<uuid:correction_id>/",
        corrections.correction_answer,
        name="correction_answer",
    ),
    path("clients/<uuid:client_id>/alignment/", alignment.board, name="alignment"),
    path(
        "clients/<uuid:client_id>/alignment/<uuid:goal_id>/guidance/<uuid:guidance_id>/",
        alignment.mark_guidance,
        name="mark_guidance",
    ),
    path(
        "clients/<uuid:client_id>/alignment/<uuid:goal_id>/exercise/<uuid:prescription_id>/",
        alignment.mark_prescription,
        name="mark_prescription",
    ),
    path("clients/<uuid:client_id>/told/", told.told, name="told"),
    path("clients/<uuid:client_id>/questions/ask/", questions.ask_question, name="ask_question"),
    path("clients/<uuid:client_id>/questions/<uuid:question_id>/read/", told.read_answer, name="read_answer"),
    path("clients/<uuid:client_id>/replies/<uuid:reply_id>/read/", told.read_reply, name="read_reply"),
    path("clients/<uuid:client_id>/documents/<uuid:document_id>/", told.document, name="document"),
    path("clients/<uuid:client_id>/documents/<uuid:document_id>/read/", told.read_document, name="read_document"),
    # The client's own pages.
    path("mine/", own.own_records, name="own_records"),
    path("mine/<uuid:client_id>/", own.own_record, name="own_record"),
    path("mine/<uuid:client_id>/download/", own.own_download, name="own_download"),
    path("mine/<uuid:client_id>/log/", access_log.own_log, name="own_log"),
    path("mine/<uuid:client_id>/correct/", corrections.correct, name="correct"),
    path("mine/<uuid:client_id>/told/", told.own_told, name="own_told"),
    path("mine/<uuid:client_id>/documents/<uuid:document_id>/", told.own_document, name="own_document"),
    path("mine/<uuid:client_id>/consent/<uuid:grant_id>/", own_consent.own_consent, name="own_consent"),
    *(
        path(f"mine/<uuid:client_id>/consent/<uuid:grant_id>/{verb}/", view, name=view.__name__)
        for verb, view in {
            "agree": own_consent.own_agree,
            "decline": own_consent.own_decline,
            "narrow": own_consent.own_narrow,
            "go-on": own_consent.own_go_on,
            "link": own_consent.own_sends_link,
            "revoke": own_consent.own_revokes_link,
            "end": own_consent.own_ends_sharing,
        }.items()
    ),
    # The admins' pages: people who sign in, and the emergency view.
    path("people/", people.people, name="people"),
    path("people/invite/", people.invite_person, name="invite_person"),
    path("people/<uuid:user_id>/", people.person, name="person"),
    path("people/<uuid:user_id>/invitation/", people.send_invitation, name="send_invitation"),
    path("people/<uuid:user_id>/let-in/", people.let_person_in_again, name="let_person_in_again"),
    path("people/<uuid:user_id>/close/", people.close_person, name="close_person"),
    path("people/<uuid:user_id>/open/", people.open_person, name="open_person"),
    path("people/<uuid:user_id>/clients/", people.ask_for_clients, name="ask_for_clients"),
    path("emergency/", emergency.emergency, name="emergency"),
    path("emergency/<uuid:client_id>/", emergency.emergency_record, name="emergency_record"),
    # Consent: the trainer asks, the client answers.
    path("clients/<uuid:client_id>/consent/ask/", consent_pages.ask_consent, name="ask_consent"),
    path("clients/<uuid:client_id>/consent/obtain/", consent_pages.ask_to_obtain, name="ask_to_obtain"),
    path("clients/<uuid:client_id>/consent/<uuid:grant_id>/", consent_pages.consent_detail, name="consent_detail"),
    path("clients/<uuid:client_id>/consent/<uuid:grant_id>/link/", consent_pages.resend_link, name="resend_link"),
    path("clients/<uuid:client_id>/consent/<uuid:grant_id>/revoke/", consent_pages.revoke_link, name="revoke_link"),
    path(
        "clients/<uuid:client_id>/consent/<uuid:grant_id>/end/",
        consent_pages.trainer_ends_sharing,
        name="trainer_ends_sharing",
    ),
    path("clients/<uuid:client_id>/consent/<uuid:grant_id>/hand-over/", in_person.hand_over, name="hand_over"),
    path("in-person/", in_person.in_person, name="in_person"),
    path("in-person/agree/", in_person.in_person_agree, name="in_person_agree"),
    path("in-person/decline/", in_person.in_person_decline, name="in_person_decline"),
    path("in-person/back/", in_person.take_back, name="take_back"),
    path("l/consent/<str:token>/", consent_answers.answer_consent, name="answer_consent"),
    path("l/consent/<str:token>/agree/", consent_answers.agree, name="agree"),
    path("l/consent/<str:token>/decline/", consent_answers.decline, name="decline"),
    path("l/consent/<str:token>/not-me/", consent_answers.consent_not_me, name="consent_not_me"),
    path("l/sharing/<str:token>/", consent_answers.sharing, name="sharing"),
    path("l/sharing/<str:token>/<uuid:grant_id>/end/", consent_answers.end_one, name="end_one"),
    path("l/withdraw/<str:token>/", consent_answers.withdraw, name="withdraw"),
    # A practitioner's pages (the way in is consent's own).
    path("l/share/<str:token>/not-mine/", shared.not_my_client, name="not_my_client"),
    path("shared/told/", shared.told_not_my_client, name="told_not_my_client"),
    path("shared/", shared.shared_list, name="shared_list"),
    path("shared/<uuid:grant_id>/", shared.shared, name="shared"),
    path("shared/<uuid:grant_id>/guidance/", shared_writing.shared_guidance, name="shared_guidance"),
    path(
        "shared/<uuid:grant_id>/guidance/<uuid:guidance_id>/lift/",
        shared_writing.shared_lift_guidance,
        name="shared_lift_guidance",
    ),
    path("shared/<uuid:grant_id>/exercises/", shared_writing.shared_prescription, name="shared_prescription"),
    path(
        "shared/<uuid:grant_id>/exercises/<uuid:prescription_id>/stop/",
        shared_writing.shared_stop_prescription,
        name="shared_stop_prescription",
    ),
    path("shared/<uuid:grant_id>/reports/<uuid:report_id>/", shared.shared_report_pdf, name="shared_report_pdf"),
    # A practitioner tells the trainer something.
    path("shared/<uuid:grant_id>/questions/<uuid:question_id>/", shared_telling.shared_answer, name="shared_answer"),
    path("shared/<uuid:grant_id>/reply/", shared_telling.shared_reply, name="shared_reply"),
    path("shared/<uuid:grant_id>/documents/", shared_telling.shared_document, name="shared_document"),
    path("shared/<uuid:grant_id>/not-mine/", shared_telling.shared_not_mine, name="shared_not_mine"),
    # A practitioner answers a referral.
    *(
        path(f"shared/<uuid:grant_id>/referrals/<uuid:attempt_id>/{verb}/", view, name=view.__name__)
        for verb, view in {
            "accept": shared_referrals.shared_referral_accept,
            "decline": shared_referrals.shared_referral_decline,
            "start": shared_referrals.shared_referral_start,
            "hold": shared_referrals.shared_referral_hold,
            "fail": shared_referrals.shared_referral_fail,
            "complete": shared_referrals.shared_referral_complete,
        }.items()
    ),
]
