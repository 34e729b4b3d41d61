"""The words that exercises are tagged with, and that a practitioner's don't is told in.

A tag says what the exercise, done as usual, asks of the body:

- A region is named when it moves, works hard, or bears weight that it doesn't bear in
  standing: a plank on the hands names the wrist, kneeling names the knee.
- An attribute holds in any body position: an arm raised beyond about 120° is `overhead`,
  lying down or standing. `loaded-spine` is an outside load that the trunk carries;
  `single-leg` is one leg bearing most of the weight, in lunges and running too;
  `breath-hold` is strain at which people hold their breath.
- Where in doubt, the tag is given: a warning too many costs a sentence, one too few an injury.
"""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Labels = dict[str, str | Promise]

PATTERNS: Labels = {
    "squat": _("Squat"),
    "hinge": _("Hip hinge"),
    "lunge": _("Lunge"),
    "step": _("Step"),
    "push-horizontal": _("Push forward"),
    "push-vertical": _("Push overhead"),
    "pull-horizontal": _("Row"),
    "pull-vertical": _("Pull down or up"),
    "carry": _("Carry"),
    "rotation": _("Twist of the trunk"),
    "anti-rotation": _("Resisting a twist"),
    "spinal-flexion": _("Bending the spine forward"),
    "spinal-extension": _("Bending the spine back"),
    "jump": _("Jump"),
    "run": _("Run"),
    "gait": _("Walking"),
    "isometric-hold": _("Holding still under load"),
    "mobility": _("Mobility"),
    "stretch": _("Stretch"),
    "balance": _("Balance"),
    "breathing": _("Breathing"),
}
REGIONS: Labels = {
    "neck": _("Neck"),
    "shoulder": _("Shoulder"),
    "elbow": _("Elbow"),
    "wrist-hand": _("Wrist and hand"),
    "upper-back": _("Upper back"),
    "lower-back": _("Lower back"),
    "abdomen": _("Abdomen"),
    "pelvis": _("Pelvis"),
    "hip": _("Hip"),
    "knee": _("Knee"),
    "ankle-foot": _("Ankle and foot"),
}
ATTRIBUTES: Labels = {
    "overhead": _("Arms overhead"),
    "end-range": _("To the end of the range"),
    "impact": _("With impact"),
    "loaded-spine": _("With load on the spine"),
    "single-leg": _("On one leg"),
    "prone": _("Lying face down"),
    "supine": _("Lying face up"),
    "head-down": _("Head below the heart"),
    "breath-hold": _("Holding the breath"),
}
EQUIPMENT: Labels = {
    "none": _("None"),
    "band": _("Band"),
    "dumbbell": _("Dumbbell"),
    "barbell": _("Barbell"),
    "kettlebell": _("Kettlebell"),
    "cable": _("Cable"),
    "machine": _("Machine"),
    "ball": _("Ball"),
    "foam-roller": _("Foam roller"),
    "step": _("Step"),
    "bench": _("Bench"),
    "wall": _("Wall"),
    "chair": _("Chair"),
    "medicine-ball": _("Medicine ball"),
    "bar": _("Bar"),
    "towel": _("Towel"),
    "strap": _("Strap"),
    "other": _("Other"),
}


def in_words(tags: list[str], labels: Labels) -> str:
    """Tags as people read them: "Bending the spine forward, Squat"; unknown ones are left out."""
    return ", ".join(str(labels[tag]) for tag in tags if tag in labels)
