from django.urls import path

from practitioner_portal.views import (
    correspondence,
    demonstrations,
    exercises,
    guidance,
    own_entry,
    preview,
    readings,
    record,
    referrals,
    referring,
    reports,
    sign_in,
    thread,
    trainers,
    trust,
)

app_name = "practitioner_portal"
urlpatterns = [
    # Referring to a trainer.
    path("trainers/<slug:slug>/", trainers.trainer_page, name="trainer"),
    path("trainers/<slug:slug>/refer/", trainers.refer, name="refer"),
    path("refer/code/", trainers.refer_code, name="refer_code"),
    path("shared/trainers/", referring.find_trainers, name="find_trainers"),
    path("shared/trainers/<slug:slug>/", referring.refer_new, name="refer_new"),
    path("shared/trainers/<slug:slug>/trust/", trust.trust_trainer, name="trust_trainer"),
    path("shared/trainers/<slug:slug>/trust/end/", trust.stop_trusting_trainer, name="stop_trusting_trainer"),
    path("shared/referrals/", referring.sent_referrals, name="sent_referrals"),
    path("shared/referrals/<uuid:incoming_id>/", referring.sent_referral, name="sent_referral"),
    path("shared/referrals/<uuid:incoming_id>/take-back/", referring.take_back_referral, name="take_back_referral"),
    path("shared/referrals/<uuid:incoming_id>/noted/", referring.acknowledge_referral, name="acknowledge_referral"),
    path("shared/<uuid:grant_id>/refer/", referring.refer_shared, name="refer_shared"),
    path(
        "clients/<uuid:client_id>/referrals/to/<uuid:practitioner_id>/preview/",
        preview.preview_referral,
        name="preview_referral",
    ),
    path("shared/entry/", own_entry.own_entry, name="own_entry"),
    path("shared/announcements/", referring.set_announcements, name="set_announcements"),
    path("shared/account/", sign_in.join, name="join"),
    path("shared/leave/", sign_in.leave, name="leave"),
    path("shared/continue/", sign_in.go_on, name="go_on"),
    path("shared/code/", sign_in.code, name="code"),
    path("shared/from-mail/<str:token>/", sign_in.enter_from_mail, name="enter_from_mail"),
    path("shared/enter/", sign_in.enter, name="enter"),
    path("l/share/<str:token>/", sign_in.open_link, name="open_link"),
    path("l/share/<str:token>/not-mine/", record.not_my_client, name="not_my_client"),
    path("shared/told/", record.told_not_my_client, name="told_not_my_client"),
    path("shared/", record.shared_list, name="list"),
    path("shared/<uuid:grant_id>/", record.shared, name="record"),
    path("shared/<uuid:grant_id>/guidance/", guidance.shared_guidance, name="guidance"),
    path(
        "shared/<uuid:grant_id>/guidance/<uuid:guidance_id>/change/",
        guidance.shared_change_guidance,
        name="change_guidance",
    ),
    path(
        "shared/<uuid:grant_id>/guidance/<uuid:guidance_id>/lift/", guidance.shared_lift_guidance, name="lift_guidance"
    ),
    path("shared/<uuid:grant_id>/readings/", readings.shared_reading, name="reading"),
    path("shared/<uuid:grant_id>/exercises/", exercises.shared_prescription, name="prescription"),
    path("shared/<uuid:grant_id>/exercises/own/", exercises.shared_own_exercise, name="own_exercise"),
    path(
        "shared/<uuid:grant_id>/exercises/<uuid:prescription_id>/change/",
        exercises.shared_change_prescription,
        name="change_prescription",
    ),
    path(
        "shared/<uuid:grant_id>/exercises/<uuid:prescription_id>/stop/",
        exercises.shared_stop_prescription,
        name="stop_prescription",
    ),
    *[
        path(f"shared/<uuid:grant_id>/exercises/<uuid:prescription_id>/{part}", view, name=name)
        for part, view, name in [
            ("how-it-looks/", demonstrations.shared_demonstration_form, "demonstration_form"),
            ("how-it-looks/remove/", demonstrations.take_shared_demonstration_away, "take_demonstration_away"),
            ("demonstration/", demonstrations.shared_demonstration, "demonstration"),
        ]
    ],
    path("shared/<uuid:grant_id>/reports/<uuid:report_id>/", reports.shared_report, name="report"),
    path("shared/<uuid:grant_id>/reports/<uuid:report_id>/pdf/", reports.shared_report_pdf, name="report_pdf"),
    path("shared/<uuid:grant_id>/questions/<uuid:question_id>/", correspondence.shared_answer, name="answer"),
    path("shared/<uuid:grant_id>/reply/", correspondence.shared_reply, name="reply"),
    path("shared/<uuid:grant_id>/documents/", correspondence.shared_document, name="document"),
    path("shared/<uuid:grant_id>/not-mine/", correspondence.shared_not_mine, name="not_mine"),
    *[
        path(f"shared/<uuid:grant_id>/referrals/<uuid:attempt_id>/{part}", view, name=name)
        for part, view, name in [
            ("", referrals.shared_referral, "referral"),
            ("appointment.ics", referrals.shared_referral_calendar, "referral_calendar"),
            ("accept/", referrals.shared_referral_accept, "referral_accept"),
            ("appointment/", referrals.shared_referral_book, "referral_book"),
            ("decline/", referrals.shared_referral_decline, "referral_decline"),
            ("start/", referrals.shared_referral_start, "referral_start"),
            ("missed/", referrals.shared_referral_missed, "referral_missed"),
            ("note/", referrals.shared_referral_note, "referral_note"),
            ("hold/", referrals.shared_referral_hold, "referral_hold"),
            ("fail/", referrals.shared_referral_fail, "referral_fail"),
            ("messages/", thread.shared_referral_write, "referral_write"),
            ("messages/read/", thread.shared_referral_read, "referral_read"),
            ("complete/", referrals.shared_referral_complete, "referral_complete"),
        ]
    ],
]
