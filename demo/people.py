"""Who is in the demo practice. Everyone here is made up."""

from dataclasses import dataclass, field

ADDRESS = "@demo.carelane.example"  # every demo person's mail goes here; nobody real has it


def mailbox(name: str) -> str:
    """ "Chloé Gagnon" → chloe.gagnon@demo.carelane.example"""
    plain = name.lower().translate(str.maketrans("éèêëàâçôîï", "eeeeaacoii"))
    return ".".join(plain.replace("'", "").split()) + ADDRESS


@dataclass(frozen=True)
class DemoPractitioner:
    name: str
    discipline: str  # a discipline's code
    clinic: str
    verified: bool = True
    shared_mailbox: bool = False
    takes_new_clients: bool = True


@dataclass(frozen=True)
class DemoClient:
    """One client and how far each flow has come. Days are counted back from today."""

    name: str
    trainer: int  # index of TRAINERS
    goal: str
    who_else: str = ""
    language: str = "en"
    confirmed: bool = True
    weeks: int = 0  # of training behind them, two sessions a week
    practitioner: str = ""  # the one on the care team with whom sharing is or was about
    consent: str = ""  # requested / given / lapsing / declined / withdrawn
    guidance: tuple[str, ...] = ()  # keys of GUIDANCE
    homework: tuple[str, ...] = ()  # exercise names prescribed for home
    answers: str = "good"  # good / some / quiet
    pain: tuple[int, int] = (0, 0)  # at the start, now
    coverage: str = ""  # near-end / half / used-up
    referrals: tuple[tuple[str, str, str], ...] = ()  # (practitioner, attempt status, what the trainer noticed)
    questions: tuple[tuple[str, str], ...] = ()  # (to the practitioner, their answer or "")
    reply: tuple[str, str] = ("", "")  # the practitioner's last one: (kind, words)
    correction: tuple[str, str] = ("", "")  # what the client would correct: (about, words)
    open_session: bool = False
    main_lifts: tuple[str, ...] = field(default=("Goblet squat", "Dumbbell bench press", "Seated cable row", "Plank"))


TRAINERS = [
    ("Ana Costa", "Costa Strength", "214 Dundas Street West, Toronto ON M5T 1G5", "416 555 0142"),
    ("Marc Tremblay", "Atelier Tremblay", "1180 rue Cartier, Ottawa ON K2P 1K7", "613 555 0168"),
]
ADMIN = "Ruth Okafor"
SIGNED_IN_CLIENT = "Grace Bennett"  # whom the sign-in page offers
SIGNED_IN_PRACTITIONER = "Dana Whitfield"  # the one with an account

CLINICS = {
    "Harbour Physiotherapy": "Toronto",
    "Westside Massage": "Toronto",
    "Spadina Spine and Sport": "Toronto",
    "Rideau Family Health": "Ottawa",
    "Plainfood Nutrition": "Ottawa",
}

PRACTITIONERS = [
    DemoPractitioner("Dana Whitfield", "physiotherapist", "Harbour Physiotherapy"),
    DemoPractitioner("Julien Marchand", "physiotherapist", "Rideau Family Health"),
    DemoPractitioner("Noor Siddiqui", "pelvic-health-physiotherapist", "Harbour Physiotherapy"),
    DemoPractitioner("Rosa Delgado", "massage-therapist", "Westside Massage", shared_mailbox=True),
    DemoPractitioner("Kenji Mori", "massage-therapist", "Westside Massage"),
    DemoPractitioner("Erin Gallagher", "chiropractor", "Spadina Spine and Sport", takes_new_clients=False),
    DemoPractitioner("Farah Aziz", "dietitian", "Plainfood Nutrition"),
    DemoPractitioner("Helen Brandt", "physician", "Rideau Family Health"),
    DemoPractitioner("Owen Pryce", "kinesiologist", "Spadina Spine and Sport", verified=False),
]

# key: (kind, words, patterns, regions, attributes, days ago, days from now until it ends or None)
GUIDANCE: dict[str, tuple[str, str, list[str], list[str], list[str], int, int | None]] = {
    "no-flexion": ("dont", "No loaded bending of the spine", ["spinal-flexion"], ["lower-back"], [], 40, 53),
    "no-impact": ("dont", "No jumping or running on the left knee", ["jump", "run"], ["knee"], ["impact"], 25, 30),
    "ease-overhead": (
        "caution",
        "Overhead pressing only below pain, light loads",
        ["push-vertical"],
        ["shoulder"],
        ["overhead"],
        30,
        20,
    ),
    "hinge-well": ("do", "Keep practising the hip hinge with a straight back", ["hinge"], ["hip"], [], 35, None),
    "no-breath-hold": (
        "dont",
        "No breath holding and no heavy bracing yet",
        [],
        ["pelvis"],
        ["breath-hold", "impact"],
        50,
        40,
    ),
    "calf-load": ("do", "Load the calf daily, slow on the way down", [], ["ankle-foot"], [], 28, None),
}

CLIENTS = [
    DemoClient(
        "Grace Bennett",
        0,
        "Lift my grandchildren without thinking about my back",
        who_else="Dana at Harbour for my back; Rosa now and then",
        weeks=12,
        practitioner="Dana Whitfield",
        consent="given",
        guidance=("no-flexion", "hinge-well"),
        homework=("Heel raise", "Bird dog"),
        pain=(6, 2),
        coverage="near-end",
        referrals=(("Rosa Delgado", "acknowledged", "Neck and shoulders tight between sessions"),),
        questions=(("May she carry shopping bags of five kilos?", "Yes, close to the body, one in each hand."),),
        correction=("pain", "On Friday it was the hip, not the back."),
        main_lifts=("Goblet squat", "Hip hinge with stick", "Dumbbell bench press", "Seated cable row", "Plank"),
    ),
    DemoClient(
        "Samir Haddad",
        0,
        "Run ten kilometres in May",
        who_else="Physio for my knee",
        weeks=12,
        practitioner="Dana Whitfield",
        consent="lapsing",
        guidance=("no-impact",),
        homework=("Terminal knee extension",),
        answers="quiet",
        pain=(5, 3),
        coverage="half",
        referrals=(("Farah Aziz", "in-progress", "Asks about eating around long runs"),),
        questions=(("What should I know about the left knee, and what should I spare?", ""),),
        reply=("change-load", "Half the load on the squat until the swelling is gone."),
    ),
    DemoClient(
        "Chloé Gagnon",
        1,
        "Retrouver ma forme après l'hiver",
        language="fr",
        who_else="Julien, pour mon épaule",
        weeks=4,
        practitioner="Julien Marchand",
        consent="requested",
        pain=(4, 3),
    ),
    DemoClient("Tom Whitaker", 0, "Sleep better and get up the stairs with ease", confirmed=False),
    DemoClient(
        "Mei Lin Zhao",
        0,
        "Swim a full length again",
        who_else="Nobody right now",
        weeks=9,
        pain=(3, 3),
        coverage="near-end",
        referrals=(("Kenji Mori", "requested", "Tension headaches after desk days"),),
    ),
    DemoClient(
        "Olu Adeyemi",
        1,
        "Deadlift my own weight",
        who_else="Julien looks after my Achilles",
        weeks=12,
        practitioner="Julien Marchand",
        consent="given",
        guidance=("calf-load",),
        homework=("Heel raise",),
        pain=(5, 1),
        coverage="near-end",
        referrals=(("Rosa Delgado", "accepted", "Calf stays tight although it loads well"),),
    ),
    DemoClient(
        "Isabelle Roy",
        1,
        "Carry my own kayak",
        who_else="I used to see Julien",
        weeks=12,
        practitioner="Julien Marchand",
        consent="withdrawn",
        guidance=("ease-overhead",),
        pain=(4, 2),
        referrals=(("Kenji Mori", "cancelled", "Shoulder stiff in the morning"),),
    ),
    DemoClient(
        "Peter Novak",
        0,
        "Keep playing hockey on Sundays",
        who_else="A chiropractor, sometimes",
        weeks=7,
        practitioner="Erin Gallagher",
        consent="declined",
        pain=(2, 2),
        referrals=(
            ("Owen Pryce", "entered-in-error", "Wrong client picked"),
            ("Dana Whitfield", "accepted", "Ankle gives way on stairs since the summer"),
        ),
    ),
    DemoClient(
        "Hannah Fraser",
        0,
        "Hike the West Coast Trail",
        who_else="Nobody yet",
        weeks=10,
        pain=(3, 4),
        referrals=(("Dana Whitfield", "draft", "Knee pain that gets worse going downhill"),),
    ),
    DemoClient(
        "Diego Morales",
        1,
        "Get back to five-a-side football",
        who_else="Family doctor only",
        weeks=11,
        pain=(4, 4),
        coverage="half",
        referrals=(("Erin Gallagher", "rejected", "Low back stiff after sitting"),),
    ),
    DemoClient(
        "Priya Nair",
        1,
        "Feel strong again after my second child",
        who_else="Noor, pelvic health physio",
        weeks=8,
        practitioner="Noor Siddiqui",
        consent="given",
        guidance=("no-breath-hold",),
        homework=("Dead bug", "Clamshell"),
        answers="quiet",
        pain=(3, 1),
        coverage="near-end",
    ),
    DemoClient(
        "George Papadakis",
        1,
        "Keep up with the walking group",
        who_else="Dr. Brandt for my heart",
        weeks=12,
        practitioner="Helen Brandt",
        consent="given",
        pain=(1, 1),
        referrals=(("Helen Brandt", "completed", "Out of breath more than the effort explains"),),
    ),
    DemoClient("Lucy MacLeod", 0, "Learn to lift properly", weeks=1, open_session=True),
    DemoClient(
        "Ahmed Rahman",
        0,
        "Lose the stiffness from long drives",
        who_else="Rosa for massage",
        weeks=12,
        practitioner="Rosa Delgado",
        consent="given",
        homework=("Chin tuck",),
        answers="some",
        pain=(4, 3),
        coverage="used-up",
        referrals=(
            ("Dana Whitfield", "on-hold", "Hand goes numb on rows"),
            ("Farah Aziz", "failed", "Would like help with meals on the road"),
        ),
    ),
]
