"""The pages of the demo, as somebody of each kind would open them: for screenshots and benchmarks."""

from datetime import timedelta

from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from careplan.models import CareTeamMember, Goal, Guidance, Prescription, Reply, Visit
from clients.emergency import break_glass
from clients.models import Client, ClientImport, EmergencyAccess, Transfer
from consent.models import ConsentGrant
from demo.alignment import AT_ODDS
from exercises.models import Exercise
from outbox.samples import samples
from practitioners.models import Practitioner, RedFlag
from referrals.models import Attempt
from reports.models import ProgressReport
from script.demo_browsers import DemoPage
from script.demo_links import client_pages, practitioner_pages
from script.demo_network import network_pages
from script.demo_referred_in import referred_in_pages
from sessions_log.corrections import correcting
from sessions_log.models import (
    PlannedSession,
    RedFlagReport,
    SessionSeries,
    SessionTemplate,
    SetEntry,
    SyncConflict,
    TrainingSession,
)
from sessions_log.progress import exercises_done
from web.keys import key_like


def demo_pages() -> list[DemoPage]:
    grace = Client.objects.get(name="Grace Bennett")
    return [
        *_trainer_pages(grace),
        *practitioner_pages(grace, _replaced(grace)),
        *client_pages(grace),
        *referred_in_pages(grace),
        *network_pages(),
        *_other_pages(),
    ]


def _trainer_pages(grace: Client) -> list[DemoPage]:
    grant = ConsentGrant.objects.live().filter(client=grace, practitioner__name="Dana Whitfield").get()
    session = TrainingSession.objects.completed().filter(client=grace).first()
    lucy = Client.objects.get(name="Lucy MacLeod")
    open_session = TrainingSession.objects.filter(client=lucy, state=TrainingSession.State.OPEN).first()
    attempt = Attempt.objects.filter(referral__client=grace).first()
    report = ProgressReport.objects.filter(client=grace).first()
    assert session
    assert open_session
    assert attempt
    assert report
    entry = open_session.entries.first()
    assert entry
    of_grace = {
        "overview": "workspace:overview",
        "lanes": "workspace:lanes",
        "timeline": "workspace:timeline",
        "prepare": "workspace:prepare",
        "progress": "workspace:progress",
        "homework-week": "homework:week",
        "measures-schedules": "measures:schedules",
        "measures-scale": "measures:add_scale",
        "client-edit": "clients:edit",
        "goals": "careplan:goals",
        "goal-add": "careplan:add_goal",
        "intake": "careplan:intake",
        "homework-plan": "homework:plan",
        "readiness": "careplan:readiness",
        "care-team": "workspace:care_team",
        "care-team-add": "careplan:add_member",
        "guidance-add": "careplan:add_guidance",
        "guidance-all": "careplan:all_guidance",
        "prescription-add": "careplan:add_prescription",
        "consent-ask": "consent:ask_consent",
        "record-request": "consent:request_record",
        "told": "workspace:told",
        "corrections": "workspace:corrections",
        "privacy-requests": "workspace:privacy_requests",
        "question-ask": "workspace:ask_question",
        "red-flags": "sessions_log:flags",
        "session-plan": "sessions_log:plan",
        "session-afterwards": "sessions_log:afterwards",
        "session-history": "sessions_log:history",
        "session-import": "sessions_log:import_log",
        "session-by-exercise": "sessions_log:by_exercise",
        "reading-add": "measures:add_reading",
        "benefits": "benefits:overview",
        "benefit-plan-add": "benefits:add_plan",
        "referral-new": "referrals:new",
        "report-new": "reports:new",
        "contacts": "clients:contacts",
        "who": "clients:who",
        "access-log": "workspace:access_log",
    }
    return [
        *_today_pages(grace),
        *_calendar_pages(),
        DemoPage("clients", "trainer", reverse("workspace:clients")),
        DemoPage("benefits-by-loss", "trainer", reverse("benefits:by_loss") + "?view=all"),
        DemoPage("clients-filtered", "trainer", reverse("workspace:clients") + "?readiness=on&consent=on"),
        DemoPage("clients-twice", "trainer", reverse("workspace:duplicates")),
        DemoPage("import", "trainer", reverse("clients:import_clients")),
        *_import_pages(),
        DemoPage("client-add", "trainer", reverse("careplan:add_client")),
        *(DemoPage(name, "trainer", reverse(route, args=[grace.pk])) for name, route in of_grace.items()),
        *(
            DemoPage(
                f"{name}-{whose.split()[0].lower()}",
                "trainer",
                reverse(route, args=[Client.objects.get(name=whose).pk]),
            )
            for whose in ("Mei Lin Zhao", "Hannah Fraser")
            for name, route in {
                "intake": "careplan:intake",
                "readiness": "careplan:readiness",
                "overview": "workspace:overview",
            }.items()
        ),
        DemoPage("consent", "trainer", reverse("consent:consent_detail", args=[grace.pk, grant.pk])),
        *_guidance_pages(grace),
        DemoPage("session-log", "trainer", reverse("sessions_log:log", args=[lucy.pk, open_session.pk])),
        DemoPage(
            "exercise-progress",
            "trainer",
            reverse("sessions_log:exercise_progress", args=[grace.pk, exercises_done(grace)[0].exercise_id]),
        ),
        DemoPage("session-swap", "trainer", reverse("sessions_log:swap", args=[lucy.pk, open_session.pk, entry.pk])),
        DemoPage("session-skip", "trainer", reverse("sessions_log:skip", args=[lucy.pk, open_session.pk, entry.pk])),
        DemoPage(
            "red-flag",
            "trainer",
            reverse("sessions_log:flag", args=[grace.pk, RedFlag.objects.earliest("position").code]),
        ),
        DemoPage("templates", "trainer", reverse("sessions_log:templates")),
        DemoPage("template", "trainer", reverse("sessions_log:template", args=[_template().pk])),
        *_session_pages(session),
        DemoPage("referral-write", "trainer", reverse("referrals:write", args=[grace.pk, attempt.practitioner_id])),
        DemoPage("referral-book", "trainer", reverse("referrals:book", args=[grace.pk, attempt.pk])),
        DemoPage("referral", "trainer", reverse("referrals:detail", args=[grace.pk, attempt.pk])),
        DemoPage("report", "trainer", reverse("reports:detail", args=[grace.pk, report.pk])),
        *_care_pages(grace),
        *_exercise_pages(),
        *_alignment_pages(),
        *_closing_pages(),
        DemoPage("network", "trainer", reverse("practitioners:list")),
        DemoPage("referrals-both-ways", "trainer", reverse("referrals:exchange")),
        DemoPage("practitioner", "trainer", reverse("practitioners:detail", args=[grant.practitioner_id])),
        DemoPage("lanes", "trainer", reverse("practitioners:lanes")),
        DemoPage("lane", "trainer", reverse("practitioners:lane", args=["massage-therapist"])),
        DemoPage("practitioner-add", "trainer", reverse("practitioners:add")),
        DemoPage("me", "trainer", reverse("accounts:me")),
        DemoPage("tokens", "trainer", reverse("api:tokens")),
        DemoPage("webhooks", "trainer", reverse("webhooks:webhooks")),
        DemoPage("handover", "trainer", reverse("clients:handover_question", args=[_transfer().pk])),
        DemoPage("leaving", "trainer", reverse("clients:leave")),
        DemoPage("second-step", "trainer", reverse("mfa_index")),
        DemoPage("second-step-app", "trainer", reverse("mfa_activate_totp")),
        DemoPage("second-step-passkey", "trainer", reverse("mfa_add_webauthn")),
        DemoPage("signed-in-where", "trainer", reverse("usersessions_list")),
    ]


def _calendar_pages() -> list[DemoPage]:
    """The week as a screen shows it, whole, and one day; with whom to plan; what repeats."""
    calendar, later = reverse("sessions_log:calendar"), timezone.localdate() + timedelta(days=4)
    series = SessionSeries.objects.get(client__name="Samir Haddad")
    moved, keys = series.sessions.filter(differs=True).earliest("starts_at"), [series.client_id, series.pk]
    return [
        DemoPage("calendar", "trainer", calendar),
        DemoPage("calendar-week", "trainer", f"{calendar}?view=week&on={later}"),
        DemoPage("calendar-day", "trainer", f"{calendar}?view=day&on={later}"),
        DemoPage("calendar-plan", "trainer", f"{reverse('sessions_log:calendar_plan')}?at={later}T15:00"),
        DemoPage("calendar-feed", "trainer", reverse("sessions_log:calendar_feed")),
        DemoPage("planned", "trainer", reverse("sessions_log:change_plan", args=[series.client_id, moved.pk])),
        DemoPage("series", "trainer", reverse("sessions_log:series", args=keys)),
        DemoPage("series-change", "trainer", reverse("sessions_log:change_series", args=keys)),
    ]


def _session_pages(session: TrainingSession) -> list[DemoPage]:
    """A session that was held, corrected, and met by a change from another device."""
    ana = User.objects.get(name="Ana Costa")
    done = SetEntry.objects.filter(entry__session=session).select_related("entry").first()
    assert done
    with correcting(session, by=ana):
        SetEntry.objects.filter(pk=done.pk).update(amount=done.amount + 1)
    SyncConflict.objects.create(
        session=session,
        sent_by=ana,
        operation={
            "type": "change_set",
            "entry": str(done.entry_id),
            "set": str(done.pk),
            "amount": 7,
            "load_kg": "20",
        },
        server_state={"amount": done.amount + 1, "load_kg": "20"},
        reason=SyncConflict.Reason.VERSION,
        made_at=timezone.now(),
    )
    routes = {
        "session": "detail",
        "session-correct": "log",
        "session-delete": "ask_delete",
        "unsettled": "sync_conflicts",
    }
    keys = [session.client_id, session.pk]
    return [DemoPage(name, "trainer", reverse(f"sessions_log:{route}", args=keys)) for name, route in routes.items()]


def phone_pages() -> list[DemoPage]:
    """What only a phone shows that keeps sessions: there is no such page on the server."""
    waits = PlannedSession.Attendance.PLANNED
    planned = PlannedSession.objects.filter(client__name="Grace Bennett", attendance=waits).earliest("starts_at")
    log = reverse("sessions_log:log", args=[planned.client_id, key_like(planned.pk, "session 0")])
    return [
        DemoPage("phone-sessions", "trainer", reverse("sessions_log:phone")),
        DemoPage("phone-planned", "trainer", log),
    ]


def _care_pages(grace: Client) -> list[DemoPage]:
    """A goal with its history, somebody of the care team, and a visit that waits for a word."""
    goal = Goal.objects.filter(client=grace, measure__startswith="30-second").get()
    outside = CareTeamMember.objects.get(client=grace, name="Leo Baptiste")
    waiting = Visit.objects.filter(member__client__name="Samir Haddad", state=Visit.State.BOOKED).get()
    routes = {
        "goal": ("careplan:goal", goal.pk),
        "goal-change": ("careplan:change_goal", goal.pk),
        "goal-replace": ("careplan:replace_goal", goal.pk),
        "member": ("careplan:member", outside.pk),
        "member-network": ("careplan:member_to_network", outside.pk),
        "visit-add": ("careplan:add_visit", outside.pk),
    }
    pages = [DemoPage(name, "trainer", reverse(route, args=[grace.pk, key])) for name, (route, key) in routes.items()]
    attended = reverse("careplan:attend_visit", args=[waiting.member.client_id, waiting.pk])
    return [*pages, DemoPage("visit-attended", "trainer", attended)]


def _exercise_pages() -> list[DemoPage]:
    own = Exercise.objects.get(owner__name="Ana Costa", copy_of__isnull=False)
    bare = Exercise.objects.get(code="zottman-curl")
    library = reverse("exercises:library")
    return [
        DemoPage("exercises", "trainer", library),
        DemoPage("exercises-search", "trainer", f"{library}?q=sqaut&whose=own"),
        DemoPage("exercises-filter", "trainer", f"{library}?q=squat&region=knee&equipment=barbell"),
        DemoPage("exercises-nothing", "trainer", f"{library}?q=zebra+walk"),
        DemoPage("exercise-own", "trainer", reverse("exercises:detail", args=[own.pk])),
        DemoPage("exercise-bare", "trainer", reverse("exercises:detail", args=[bare.pk])),
        DemoPage("exercise-add", "trainer", reverse("exercises:add")),
        DemoPage("exercise-copy", "trainer", reverse("exercises:copy", args=[bare.pk])),
    ]


def _import_pages() -> list[DemoPage]:
    """A file to be matched, one with mistakes, one that would come in, and one that has."""
    ana = User.objects.get(name="Ana Costa")
    columns = ["Prénom", "Nom", "Courriel", "Téléphone", "Date de naissance", "Taille"]
    matched = {"first_name": 0, "name": 1, "email": 2, "phone": 3, "birth_date": 4}
    good = [
        [2, ["Zoé", "Bélanger", "zoe.belanger@home.example", "514 555-0100", "23/11/1990", "M"]],
        [3, ["Émile", "Côté", "emile.cote@home.example", "", "1985-02-03", "L"]],
        [4, ["Peter", "Novak", "peter.novak@demo.carelane.example", "416 555-0142", "", ""]],
    ]
    bad = [*good, [5, ["", "", "nobody@home.example", "12", "31/02/1990", ""]]]
    common = {"trainer": ana, "columns": columns, "separator": ";"}
    fresh = ClientImport.objects.create(**common, rows=good)
    right = ClientImport.objects.create(**common, rows=good, matched=matched)
    wrong = ClientImport.objects.create(**common, rows=bad, matched=matched)
    figures = {"new": 42, "changed": 3, "unchanged": 0, "skipped": 1}
    done = ClientImport.objects.create(**common, matched=matched, state="done", done_at=timezone.now(), figures=figures)
    return [
        DemoPage("import-match", "trainer", reverse("clients:match_columns", args=[fresh.pk])),
        DemoPage("import-check", "trainer", reverse("clients:check_import", args=[right.pk])),
        DemoPage("import-errors", "trainer", reverse("clients:check_import", args=[wrong.pk])),
        DemoPage("import-done", "trainer", reverse("clients:import_done", args=[done.pk])),
    ]


def _replaced(grace: Client) -> Guidance:
    return Guidance.objects.filter(client=grace, replaces__isnull=False).order_by("created_at")[0]


def _guidance_pages(grace: Client) -> list[DemoPage]:
    guidance = _replaced(grace)
    prescription = Prescription.objects.filter(client=grace).first()
    assert prescription
    add = reverse("careplan:add_prescription", args=[grace.pk])
    addresses = {
        "guidance": reverse("careplan:guidance", args=[grace.pk, guidance.pk]),
        "guidance-change": reverse("careplan:change_guidance", args=[grace.pk, guidance.pk]),
        "guidance-lift": reverse("careplan:lift_guidance", args=[grace.pk, guidance.pk]),
        "prescription-search": f"{add}?q=brid",
        "prescription-dose": f"{add}?exercise={prescription.exercise_id}",
        "prescription-change": reverse("careplan:change_prescription", args=[grace.pk, prescription.pk]),
        "prescription-shown": reverse("careplan:demonstration_form", args=[grace.pk, prescription.pk]),
    }
    return [DemoPage(name, "trainer", path) for name, path in addresses.items()]


def _alignment_pages() -> list[DemoPage]:
    """The board of somebody whose practitioners do not agree, one of its cells, and questions from it."""
    samir = Client.objects.get(name=AT_ODDS)
    goal = samir.goals.first()
    dont, do = (
        samir.guidance.get(kind=kind, practitioner__name=name)
        for kind, name in (("dont", "Dana Whitfield"), ("do", "Erin Gallagher"))
    )
    assert goal
    ask = reverse("workspace:ask_question", args=[samir.pk])
    return [
        DemoPage("alignment", "trainer", reverse("workspace:alignment", args=[samir.pk])),
        DemoPage("alignment-mark", "trainer", reverse("workspace:mark_guidance", args=[samir.pk, goal.pk, dont.pk])),
        DemoPage("alignment-ask", "trainer", f"{ask}?guidance={dont.pk}&goal={goal.pk}"),
        DemoPage("alignment-no-consent", "trainer", f"{ask}?guidance={do.pk}"),
        DemoPage("overview-at-odds", "trainer", reverse("workspace:overview", args=[samir.pk])),
    ]


def _closing_pages() -> list[DemoPage]:
    """What stands until somebody ends it with a word: a red flag, and a reply that asks for another load."""
    flag = RedFlagReport.objects.still_open().earliest("raised_at")
    reply = Reply.objects.holding().earliest("sent_at")
    return [
        DemoPage("red-flag-close", "trainer", reverse("sessions_log:close_flag", args=[flag.client_id, flag.pk])),
        DemoPage("reply-end", "trainer", reverse("workspace:end_reply", args=[reply.client_id, reply.pk])),
    ]


def _today_pages(grace: Client) -> list[DemoPage]:
    """All of Today, one kind alone, one section alone, and setting her correction aside."""
    today = reverse("today")
    return [
        DemoPage("today", "trainer", today),
        DemoPage("today-kind", "trainer", f"{today}?show=referrals"),
        DemoPage("today-section", "trainer", f"{today}?section=4"),
        DemoPage("today-snooze", "trainer", reverse("workspace:today_snooze", args=[grace.pk, "correction", grace.pk])),
    ]


def _template() -> SessionTemplate:
    return SessionTemplate.objects.get(name="Full body")


def _transfer() -> Transfer:
    return Transfer.objects.get(state=Transfer.State.ASKED)


def _emergency() -> EmergencyAccess:
    grace, admin = Client.objects.get(name="Grace Bennett"), User.objects.get(name="Ruth Okafor")
    return break_glass(grace, admin, reason="Her daughter called: Grace fell at home and can't reach Ana.")


def _owen() -> Practitioner:
    return Practitioner.objects.get(name="Owen Pryce")


def _other_pages() -> list[DemoPage]:
    return [
        DemoPage("sign-in", "nobody", reverse("account_login")),
        DemoPage("mails", "nobody", reverse("dev_mail")),
        DemoPage("desk", "admin", reverse("network_admin:desk")),
        DemoPage("join", "nobody", "/join/"),
        DemoPage("join-trainer", "nobody", "/join/trainer/"),
        DemoPage("applications", "admin", reverse("network_admin:applications")),
        DemoPage("announcements", "admin", reverse("network_admin:announcements")),
        DemoPage("network-overview", "admin", reverse("network_admin:overview")),
        DemoPage("practice", "admin", reverse("network_admin:practice_settings")),
        DemoPage("people", "admin", reverse("network_admin:people")),
        DemoPage("person", "admin", reverse("network_admin:person", args=[User.objects.get(name="Marc Tremblay").pk])),
        DemoPage("invite", "admin", reverse("network_admin:invite_person")),
        DemoPage("mails", "admin", reverse("network_admin:mail_samples")),
        DemoPage("failed-mail", "admin", reverse("network_admin:failed_mail")),
        DemoPage("emergency", "admin", reverse("network_admin:emergency")),
        DemoPage("emergency-record", "admin", reverse("network_admin:emergency_record", args=[_emergency().client_id])),
        DemoPage("admin", "admin", reverse("admin:index")),
        DemoPage("admin-practitioners", "admin", reverse("network_admin:practitioners")),
        DemoPage("admin-practitioner", "admin", reverse("network_admin:practitioner", args=[_owen().pk])),
        DemoPage("admin-add-position", "admin", reverse("network_admin:add_position", args=[_owen().pk])),
        DemoPage("admin-add-practitioner", "admin", reverse("network_admin:add_practitioner")),
        DemoPage("not-found", "nobody", "/nothing-here/"),
    ]


def mail_pages() -> list[DemoPage]:
    """The sample of each mail in each of its languages."""
    return [
        DemoPage(f"mail-{kind}-{language}", "admin", reverse("network_admin:mail_sample", args=[kind, language]))
        for kind, letters in samples().items()
        for language in letters
    ]
