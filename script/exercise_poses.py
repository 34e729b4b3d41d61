"""The two positions of each exercise that has a line drawing, by its code in exercises/data/exercises.csv."""

from dataclasses import replace

from script.stick_figures import Drawing, Pose, To

STANDING = Pose(hip=(75, 74), torso=90, arm=(-88, -84), leg=(-90, -90), foot=0)
FRONT = Pose(
    hip=(75, 74),
    torso=90,
    arm=(-80, -84),
    far_arm=(-100, -96),
    leg=(-86, -90),
    far_leg=(-94, -90),
    foot=-15,
    far_foot=195,
    is_front=True,
)
SUPINE = Pose(hip=(72, 8), torso=180, head=176, arm=(-8, -4), leg=To(107, 3, 1))
PRONE = Pose(hip=(72, 9), torso=180, head=172, arm=(-20, 0), leg=(-2, -4), foot=None)
ON_ALL_FOURS = Pose(
    hip=(56, 42),
    torso=10,
    head=14,
    arm=(-90, -90),
    leg=(-92, 183),
    foot=None,
    far_arm=(-90, -90),
    far_leg=(-92, 183),
    far_foot=None,
)
ON_THE_SIDE = Pose(hip=(72, 10), torso=180, head=178, arm=(8, -8), leg=(-2, -2), foot=25, far_leg=(-5, -3))
SEATED = Pose(hip=(46, 42), torso=92, arm=(-70, -10), leg=(0, -90), foot=0)

_STEP = "step 84 46 18"
DRAWN: dict[str, Drawing] = {
    "glute-bridge": Drawing(SUPINE, replace(SUPINE, hip=(69, 33), torso=212, head=178, arm=(-8, -4))),
    "single-leg-glute-bridge": Drawing(
        replace(SUPINE, far_leg=To(107, 3, 1)),
        replace(SUPINE, hip=(69, 33), torso=212, head=178, arm=(-8, -4), far_leg=(32, 30), far_foot=100),
    ),
    "clamshell": Drawing(
        replace(ON_THE_SIDE, leg=(10, 203), foot=None, far_leg=(-6, 187), far_foot=None, hip=(72, 11)),
        replace(ON_THE_SIDE, leg=(42, 226), foot=None, far_leg=(-6, 187), far_foot=None, hip=(72, 11)),
    ),
    "bird-dog": Drawing(ON_ALL_FOURS, replace(ON_ALL_FOURS, arm=(14, 10), leg=(176, 178), foot=240, head=10)),
    "dead-bug": Drawing(
        replace(SUPINE, arm=(92, 90), leg=(92, 0), foot=80, far_arm=(86, 84), far_leg=(88, -3), far_foot=80),
        replace(SUPINE, arm=(92, 90), leg=(14, 8), foot=80, far_arm=(155, 165), far_leg=(90, 0), far_foot=80),
    ),
    "chin-tuck": Drawing(replace(SEATED, head=58), replace(SEATED, head=96), ("chair 32 36",)),
    "wall-slide": Drawing(
        replace(STANDING, hip=(78, 74), arm=To(108, 122, -1)),
        replace(STANDING, hip=(80, 74), torso=84, arm=To(109, 160, -1), head=78),
        ("wall 113",),
    ),
    "heel-raise": Drawing(STANDING, replace(STANDING, hip=(76, 84), foot=-48)),
    "straight-leg-raise": Drawing(
        replace(SUPINE, leg=(-3, -2), foot=80, far_leg=To(107, 3, 1)),
        replace(SUPINE, leg=(42, 42), foot=125, far_leg=To(107, 3, 1)),
    ),
    "side-plank": Drawing(
        replace(ON_THE_SIDE, torso=157, hip=(74, 8), arm=(-90, 0), head=150, far_leg=None),
        replace(ON_THE_SIDE, torso=168, hip=(76, 17), arm=(-90, 0), head=165, leg=(-9, -9), far_leg=None),
    ),
    "plank": Drawing(
        Pose(hip=(76, 24), torso=172, head=176, arm=To(50, 3, 1), leg=(-34, 0), foot=None),
        Pose(hip=(76, 25), torso=172, head=176, arm=To(50, 3, 1), leg=(-9, -9), foot=-80),
    ),
    "push-up": Drawing(
        Pose(hip=(78, 35), torso=163, head=168, arm=(-90, -90), leg=(-14, -14), foot=-80),
        Pose(hip=(78, 20), torso=173, head=174, arm=To(34, 3, 1), leg=(-8, -8), foot=-80),
    ),
    "sit-to-stand": Drawing(
        replace(SEATED, torso=80, arm=(-50, 0)),
        replace(STANDING, hip=(78, 74), torso=90),
        ("chair 28 36",),
    ),
    "bodyweight-squat": Drawing(STANDING, Pose(hip=(54, 40), torso=58, head=66, arm=(-5, 5), leg=To(75, 3, 1), foot=0)),
    "wall-sit": Drawing(
        replace(STANDING, hip=(42, 74), leg=To(66, 3, 1)),
        Pose(hip=(42, 42), torso=90, arm=(-60, -10), leg=(0, -90), foot=0),
        ("wall 33",),
    ),
    "external-rotation-with-band": Drawing(
        replace(FRONT, arm=(-90, 180), props=("band 18 98 62 98",)),
        replace(FRONT, arm=(-90, 8), props=("band 18 98 108 101",)),
        ("wall 16",),
    ),
    "cat-camel": Drawing(replace(ON_ALL_FOURS, spine=-7, head=35), replace(ON_ALL_FOURS, spine=10, head=-42)),
    "mcgill-curl-up": Drawing(
        replace(SUPINE, leg=To(107, 3, 1), far_leg=(-2, -2), far_foot=80, arm=(8, -10)),
        replace(SUPINE, leg=To(107, 3, 1), far_leg=(-2, -2), far_foot=80, torso=172, head=150, arm=(2, -18)),
    ),
    "step-up": Drawing(
        replace(STANDING, hip=(62, 74), leg=To(94, 21, 1), far_leg=(-90, -90)),
        replace(STANDING, hip=(98, 92), far_leg=(-75, -110), far_foot=-20),
        (_STEP,),
    ),
    "eccentric-heel-drop": Drawing(
        replace(STANDING, hip=(82, 102), foot=-40, arm=To(124, 124, -1), far_leg=(-92, -110), far_foot=None),
        replace(STANDING, hip=(82, 88), foot=35, arm=To(124, 118, -1), far_leg=(-85, -120), far_foot=None),
        ("step 88 46 18", "wall 126"),
    ),
    "heel-slide": Drawing(
        replace(SUPINE, leg=(-2, -2), foot=80, far_leg=(-4, -3), far_foot=80),
        replace(SUPINE, leg=To(94, 3, 1), foot=40, far_leg=(-4, -3), far_foot=80),
    ),
    "knees-to-chest": Drawing(SUPINE, replace(SUPINE, leg=(138, 10), foot=70, arm=To(50, 32, 1))),
    "single-leg-stand": Drawing(
        replace(FRONT),
        replace(FRONT, hip=(72, 74), arm=(-35, -30), far_arm=(-145, -150), leg=(-48, -118), foot=-60),
    ),
    "prone-press-up": Drawing(
        replace(PRONE, arm=To(40, 3, 1)),
        replace(PRONE, torso=146, head=120, arm=To(38, 3, 1), spine=6),
    ),
    "prone-hip-extension": Drawing(
        replace(PRONE, far_leg=(-4, -4), far_foot=None), replace(PRONE, leg=(18, 18), far_leg=(-4, -4), far_foot=None)
    ),
    "band-row": Drawing(
        replace(STANDING, hip=(60, 74), arm=(-15, -5), leg=To(58, 3, 1), props=("band 107 111 140 108",)),
        replace(STANDING, hip=(60, 74), arm=(-140, 5), leg=To(58, 3, 1), props=("band 66 109 140 108",)),
        ("wall 140",),
    ),
    "side-lying-hip-abduction": Drawing(ON_THE_SIDE, replace(ON_THE_SIDE, leg=(30, 30), foot=60)),
    "long-arc-quad": Drawing(
        replace(SEATED, far_leg=(0, -90)), replace(SEATED, leg=(0, 0), foot=85, far_leg=(0, -90)), ("chair 32 36",)
    ),
    "standing-hip-abduction": Drawing(FRONT, replace(FRONT, leg=(-58, -58), foot=-10)),
    "romanian-deadlift": Drawing(
        replace(STANDING, arm=(-86, -88), props=("stick 62 73 92 73",)),
        Pose(hip=(60, 70), torso=22, head=20, arm=(-90, -90), leg=To(72, 3, 1), foot=0, props=("stick 90 40 120 40",)),
    ),
    "hip-hinge-with-stick": Drawing(
        replace(STANDING, arm=To(66, 80, -1), props=("stick 66 70 66 142",)),
        Pose(
            hip=(58, 70),
            torso=32,
            head=32,
            arm=To(50, 76, -1),
            leg=To(72, 3, 1),
            foot=0,
            props=("stick 50 76 108 112",),
        ),
    ),
    "forward-lunge": Drawing(
        replace(STANDING, hip=(60, 74)),
        Pose(hip=(72, 44), torso=90, arm=(-88, -84), leg=To(104, 3, 1), far_leg=(-92, -172), far_foot=-75),
    ),
    "calf-stretch": Drawing(
        replace(STANDING, hip=(84, 74), arm=To(124, 118, -1)),
        Pose(hip=(84, 66), torso=72, head=75, arm=To(122, 116, -1), leg=To(98, 3, 1), far_leg=(-119, -119)),
        ("wall 126",),
    ),
    "childs-pose": Drawing(
        ON_ALL_FOURS, Pose(hip=(44, 22), torso=-6, head=-14, arm=(-22, -2), leg=(-26, 184), foot=None, spine=5)
    ),
    "lateral-raise": Drawing(FRONT, replace(FRONT, arm=(2, 2), far_arm=(178, 178))),
    "terminal-knee-extension": Drawing(
        replace(STANDING, hip=(72, 71), leg=To(76, 3, 1), far_leg=(-96, -92), props=("band 82 39 138 39",)),
        replace(STANDING, hip=(74, 74), far_leg=(-98, -94), props=("band 75 38 138 39",)),
        ("wall 138",),
    ),
}
