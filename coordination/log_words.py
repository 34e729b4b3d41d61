"""The access log in plain words: who, when, through what, did what. It holds no clinical values."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from clients.models import AccessEvent, Client, EmergencyAccess
from consent.models import ConsentGrant
from consent.wording import in_words

# Each page's name in the log, in words. A page that looks and changes stands with both: asked (GET) or saved,
# the log does not tell them apart, since either way the record was open.
WORDS: dict[str, str | Promise] = {
    "clients:confirm": gettext_lazy("confirmed the address"),
    "clients:not_me": gettext_lazy("said that the address is not theirs"),
    "clients:edit": gettext_lazy("opened or changed name and address"),
    "clients:resend_welcome": gettext_lazy("sent the first mail again"),
    "clients:contacts": gettext_lazy("opened or wrote a note about being in touch"),
    "clients:confirm_import": gettext_lazy("changed name and address from a file"),
    "clients:undo_import": gettext_lazy("took an import from a file back"),
    "clients:who": gettext_lazy("looked at who may see the record"),
    "clients:give_cover": gettext_lazy("let another trainer cover"),
    "clients:end_cover": gettext_lazy("ended a cover"),
    "clients:name_successor": gettext_lazy("named a successor"),
    "clients:ask_handover": gettext_lazy("asked another trainer to take over"),
    "clients:cancel_handover": gettext_lazy("took a question about a handover back"),
    "clients:accept_handover": gettext_lazy("agreed to take over"),
    "clients:decline_handover": gettext_lazy("declined to take over"),
    "clients:answer_handover": gettext_lazy("answered who may lead the care"),
    "careplan:intake": gettext_lazy("opened or wrote down who looks after the client"),
    "careplan:send_intake": gettext_lazy("sent the client the questions"),
    "careplan:read_intake": gettext_lazy("read what the client answered"),
    "careplan:link_step": gettext_lazy("answered the trainer's questions"),
    "careplan:own_intake": gettext_lazy("opened their own answers"),
    "careplan:own_step": gettext_lazy("opened or answered the trainer's questions"),
    "careplan:readiness": gettext_lazy("opened or wrote down a screening"),
    "careplan:health_changed": gettext_lazy("noted that the client's health has changed"),
    "careplan:change_lapse": gettext_lazy("changed until when a screening counts"),
    "careplan:add_goal": gettext_lazy("opened or wrote a goal"),
    "careplan:goals": gettext_lazy("looked at the goals"),
    "careplan:goal": gettext_lazy("looked at a goal and how it changed"),
    "careplan:change_goal": gettext_lazy("opened or changed a goal"),
    "careplan:replace_goal": gettext_lazy("opened or replaced a goal"),
    "careplan:close_goal": gettext_lazy("closed a goal"),
    "careplan:reopen_goal": gettext_lazy("made a goal active again"),
    "careplan:add_member": gettext_lazy("opened or changed the care team"),
    "careplan:member": gettext_lazy("looked at somebody of the care team"),
    "careplan:change_member": gettext_lazy("opened or changed somebody of the care team"),
    "careplan:member_left": gettext_lazy("noted who has left the care team"),
    "careplan:member_back": gettext_lazy("noted who is on the care team again"),
    "careplan:member_to_network": gettext_lazy("opened or added somebody of the care team to the network"),
    "careplan:add_visit": gettext_lazy("opened or wrote a visit"),
    "careplan:change_visit": gettext_lazy("opened or changed a visit"),
    "careplan:attend_visit": gettext_lazy("opened or wrote how a visit was"),
    "careplan:miss_visit": gettext_lazy("noted a missed visit"),
    "careplan:cancel_visit": gettext_lazy("noted a cancelled visit"),
    "careplan:take_back_visit": gettext_lazy("set a visit back to booked"),
    "coordination:care_team": gettext_lazy("looked at the care team"),
    "careplan:add_guidance": gettext_lazy("opened or wrote down a practitioner's guidance"),
    "careplan:all_guidance": gettext_lazy("read all guidance"),
    "careplan:guidance": gettext_lazy("read the history of a practitioner's guidance"),
    "careplan:change_guidance": gettext_lazy("opened or changed a practitioner's guidance"),
    "careplan:lift_guidance": gettext_lazy("opened or lifted a practitioner's guidance"),
    "careplan:add_prescription": gettext_lazy("opened or wrote down a prescribed exercise"),
    "careplan:change_prescription": gettext_lazy("opened or changed a prescribed exercise"),
    "careplan:stop_prescription": gettext_lazy("stopped a prescribed exercise"),
    "coordination:overview": gettext_lazy("opened the overview"),
    "coordination:export_clients": gettext_lazy("saved name and address in a file of clients"),
    "coordination:access_log": gettext_lazy("read this list"),
    "coordination:own_log": gettext_lazy("read this list"),
    "coordination:own_record": gettext_lazy("opened their own record"),
    "coordination:own_download": gettext_lazy("downloaded their own record"),
    "coordination:correct": gettext_lazy("opened or wrote a correction"),
    "coordination:corrections": gettext_lazy("read what the client would correct"),
    "coordination:correction_answer": gettext_lazy("answered a correction"),
    "sessions_log:by_exercise": gettext_lazy("read the sessions by exercise"),
    "sessions_log:exercise_progress": gettext_lazy("read how one exercise went"),
    "sessions_log:template_of_session": gettext_lazy("kept a session's outline as a template"),
    "sessions_log:plan": gettext_lazy("opened or planned a session"),
    "sessions_log:change_plan": gettext_lazy("opened or moved a planned session"),
    "sessions_log:attendance": gettext_lazy("noted whether the client came"),
    "sessions_log:flags": gettext_lazy("looked at the red flags"),
    "sessions_log:flag": gettext_lazy("opened or noted a red flag"),
    "sessions_log:flag_done": gettext_lazy("noted that a red flag was seen to"),
    "sessions_log:answer": gettext_lazy("answered what an exercise goes against"),
    "sessions_log:as_planned": gettext_lazy("logged an exercise as planned"),
    "sessions_log:skip": gettext_lazy("opened or skipped an exercise"),
    "sessions_log:do_after_all": gettext_lazy("took a skipped exercise up again"),
    "sessions_log:swap": gettext_lazy("looked for another exercise, or swapped it"),
    "sessions_log:move_up": gettext_lazy("moved an exercise in a session"),
    "sessions_log:exercise_note": gettext_lazy("opened or noted pain in an exercise"),
    "sessions_log:own_homework": gettext_lazy("opened or answered today's homework"),
    "benefits:own_benefits": gettext_lazy("opened the health benefits"),
    "referrals:own_referrals": gettext_lazy("opened the referrals"),
    "coordination:alignment": gettext_lazy("read how what is asked for goes with the goals"),
    "coordination:mark_guidance": gettext_lazy("opened or marked how guidance goes with a goal"),
    "coordination:mark_prescription": gettext_lazy("opened or marked how an exercise goes with a goal"),
    "coordination:told": gettext_lazy("read what practitioners told"),
    "coordination:own_told": gettext_lazy("read what practitioners told"),
    "coordination:ask_question": gettext_lazy("opened or asked a practitioner a question"),
    "coordination:read_answer": gettext_lazy("marked an answer as read"),
    "coordination:read_reply": gettext_lazy("marked a reply as read"),
    "coordination:document": gettext_lazy("opened a document"),
    "coordination:own_document": gettext_lazy("opened a document"),
    "coordination:read_document": gettext_lazy("marked a document as read"),
    "coordination:own_consent": gettext_lazy("looked at a consent"),
    "coordination:own_agree": gettext_lazy("agreed to share"),
    "coordination:own_decline": gettext_lazy("declined to share"),
    "coordination:own_narrow": gettext_lazy("took back a part of what was shared"),
    "coordination:own_go_on": gettext_lazy("looked at whether sharing goes on"),
    "coordination:own_sends_link": gettext_lazy("sent a practitioner a new link"),
    "coordination:own_revokes_link": gettext_lazy("ended a practitioner's link"),
    "coordination:own_ends_sharing": gettext_lazy("ended sharing"),
    "coordination:archive": gettext_lazy("archived the client"),
    "coordination:restore": gettext_lazy("restored the client"),
    "coordination:break_glass": gettext_lazy("opened the record in an emergency"),
    "coordination:emergency_record": gettext_lazy("read the record in an emergency"),
    "coordination:prepare": gettext_lazy("prepared a session"),
    "coordination:timeline": gettext_lazy("opened the timeline"),
    "coordination:ask_consent": gettext_lazy("opened or asked a question about sharing"),
    "coordination:ask_to_obtain": gettext_lazy("opened or asked a question about asking a practitioner"),
    "coordination:consent_detail": gettext_lazy("looked at a consent"),
    "coordination:resend_link": gettext_lazy("sent a practitioner a new link"),
    "coordination:revoke_link": gettext_lazy("ended a practitioner's link"),
    "coordination:trainer_ends_sharing": gettext_lazy("ended sharing"),
    "coordination:hand_over": gettext_lazy("handed the device over for a question"),
    "coordination:in_person": gettext_lazy("showed the question on the trainer's device"),
    "coordination:in_person_agree": gettext_lazy("showed the question on the trainer's device"),
    "coordination:in_person_decline": gettext_lazy("showed the question on the trainer's device"),
    "coordination:agree": gettext_lazy("agreed to share"),
    "coordination:decline": gettext_lazy("declined to share"),
    "coordination:end_one": gettext_lazy("ended sharing"),
    "coordination:withdraw": gettext_lazy("ended sharing"),
    "coordination:not_my_client": gettext_lazy("said that this is not their patient"),
    "coordination:shared": gettext_lazy("opened what is shared"),
    "coordination:shared_answer": gettext_lazy("opened or answered a question"),
    "coordination:shared_reply": gettext_lazy("replied"),
    "coordination:shared_document": gettext_lazy("opened the page for documents, or sent one"),
    "coordination:shared_not_mine": gettext_lazy("opened or pressed “not my patient”"),
    "coordination:shared_guidance": gettext_lazy("opened or wrote guidance"),
    "coordination:shared_change_guidance": gettext_lazy("opened or changed guidance"),
    "coordination:shared_lift_guidance": gettext_lazy("lifted guidance"),
    "coordination:shared_prescription": gettext_lazy("opened or wrote an exercise"),
    "coordination:shared_change_prescription": gettext_lazy("opened or changed an exercise"),
    "coordination:shared_stop_prescription": gettext_lazy("stopped an exercise"),
    "coordination:shared_report_pdf": gettext_lazy("opened a progress report"),
    "coordination:shared_referral_accept": gettext_lazy("opened or accepted a referral"),
    "coordination:shared_referral_decline": gettext_lazy("opened or declined a referral"),
    "coordination:shared_referral_start": gettext_lazy("opened or began a referral"),
    "coordination:shared_referral_hold": gettext_lazy("opened or paused a referral"),
    "coordination:shared_referral_fail": gettext_lazy("opened or ended a referral"),
    "coordination:shared_referral_complete": gettext_lazy("opened or answered a referral"),
    "sessions_log:homework": gettext_lazy("answered about homework"),
    "sessions_log:history": gettext_lazy("opened the list of sessions"),
    "sessions_log:start": gettext_lazy("started a session"),
    "sessions_log:detail": gettext_lazy("opened a session"),
    "sessions_log:log": gettext_lazy("opened the running session"),
    "sessions_log:sheet": gettext_lazy("opened a session on a phone"),
    "sessions_log:phone_day": gettext_lazy("loaded the sessions of the day on a phone"),
    "sessions_log:phone_entries": gettext_lazy("logged a session on a phone"),
    "sessions_log:unsettled": gettext_lazy("opened or settled two changes that met"),
    "sessions_log:add_exercise": gettext_lazy("added an exercise to a session"),
    "sessions_log:add_set": gettext_lazy("logged a set"),
    "sessions_log:remove_exercise": gettext_lazy("took an exercise out of a session"),
    "sessions_log:change_set": gettext_lazy("opened or changed a set"),
    "sessions_log:remove_set": gettext_lazy("took a set out"),
    "sessions_log:put_back": gettext_lazy("put something back into a session"),
    "sessions_log:finish": gettext_lazy("opened or saved a session's scores"),
    "sessions_log:discard": gettext_lazy("dropped a session"),
    "sessions_log:ask_delete": gettext_lazy("looked at what goes with a session"),
    "sessions_log:delete": gettext_lazy("deleted a session"),
    "sessions_log:put_back_deleted": gettext_lazy("put a deleted session back"),
    "sessions_log:add_reading": gettext_lazy("opened or noted readings"),
    "sessions_log:remove_reading": gettext_lazy("took a reading out"),
    "benefits:overview": gettext_lazy("opened the health benefits"),
    "benefits:add_plan": gettext_lazy("opened or wrote a benefit plan"),
    "benefits:add_claim": gettext_lazy("opened or wrote a claim"),
    "benefits:end_plan": gettext_lazy("ended a benefit plan"),
    "benefits:remove_claim": gettext_lazy("took a claim out"),
    "referrals:new": gettext_lazy("opened or wrote a referral"),
    "referrals:detail": gettext_lazy("opened a referral"),
    "referrals:cancel": gettext_lazy("opened or cancelled a referral"),
    "referrals:acknowledge": gettext_lazy("noted what came of a referral"),
    "reports:new": gettext_lazy("opened or sent a progress report"),
    "reports:detail": gettext_lazy("opened a progress report"),
    "reports:pdf": gettext_lazy("opened a progress report as a PDF"),
}
THROUGH: dict[str, str | Promise] = {
    "lead": gettext_lazy("as lead trainer"),
    "cover": gettext_lazy("as cover trainer"),
    "break-glass": gettext_lazy("as network admin, in an emergency"),
    "self": gettext_lazy("signed in"),
    "link": gettext_lazy("by a link in their mail"),
    "witness": gettext_lazy("in person, with the trainer as witness"),
}


DEVICES: dict[str, str | Promise] = {
    "phone": gettext_lazy("on a phone"),
    "tablet": gettext_lazy("on a tablet"),
    "computer": gettext_lazy("on a computer"),
}


@dataclass(frozen=True)
class LogLine:
    who: str
    did: str | Promise
    through: str
    at: datetime
    reason: str  # of an emergency
    device: str | Promise  # of a practitioner's look
    shown: str  # what was open to it, in words


def lines(client: Client, events: Iterable[AccessEvent]) -> list[LogLine]:
    """One line an event, in the order given (two queries)."""
    wanted = list(events)
    days_given = _days_given(wanted)
    reasons = _reasons(client, wanted)
    return [
        LogLine(
            who=_who(event),
            did=WORDS.get(event.action, event.action),
            through=_through(event, days_given),
            at=event.at,
            reason=reasons.get(event.object_id, "") if event.object_kind == "emergency" else "",
            device=DEVICES.get(event.device, ""),
            shown=", ".join(str(words.label) for words in in_words(event.shown.split(","))),
        )
        for event in wanted
    ]


def _who(event: AccessEvent) -> str:
    """A client's own lines say so in the reader's language; all others are kept with a name."""
    if event.actor_kind == AccessEvent.ActorKind.CLIENT:
        return _("the client")
    return event.actor_label or _("somebody whose name was erased")


def _through(event: AccessEvent, days_given: dict[str, str]) -> str:
    if event.through_kind == "grant":
        day = days_given.get(event.through_id, "")
        return _("with the client's consent of %(day)s") % {"day": day} if day else _("with the client's consent")
    return str(THROUGH.get(event.through_id if event.through_kind == "permission" else event.through_kind, ""))


def _days_given(events: list[AccessEvent]) -> dict[str, str]:
    """On which day each consent was given."""
    keys = {event.through_id for event in events if event.through_kind == "grant"}
    given = ConsentGrant.objects.filter(pk__in=keys, given_at__isnull=False).select_related("client")
    return {
        str(grant.pk): date_format(grant.given_at.astimezone(grant.client.zone)) for grant in given if grant.given_at
    }


def _reasons(client: Client, events: list[AccessEvent]) -> dict[str, str]:
    keys = [event.object_id for event in events if event.object_kind == "emergency"]
    return {str(one.pk): one.reason for one in EmergencyAccess.objects.filter(client=client, pk__in=keys)}
