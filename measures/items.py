"""What a reading names besides its value: an activity, a side, a joint with its movement and side."""

from django.utils.translation import gettext_lazy as _

from measures.catalogue import SCORE, Measure
from web.words import StrOrPromise

JOINTS: dict[str, StrOrPromise] = {
    "neck": _("neck"),
    "shoulder": _("shoulder"),
    "elbow": _("elbow"),
    "wrist": _("wrist"),
    "thumb": _("thumb"),
    "back": _("back"),
    "hip": _("hip"),
    "knee": _("knee"),
    "ankle": _("ankle"),
}
MOVEMENTS: dict[str, StrOrPromise] = {
    "flexion": _("flexion"),
    "extension": _("extension"),
    "abduction": _("abduction"),
    "adduction": _("adduction"),
    "internal-rotation": _("internal rotation"),
    "external-rotation": _("external rotation"),
    "side-bending": _("side bending"),
    "dorsiflexion": _("dorsiflexion"),
    "plantarflexion": _("plantar flexion"),
    "pronation": _("pronation"),
    "supination": _("supination"),
}
SIDES: dict[str, StrOrPromise] = {"left": _("left"), "right": _("right"), "middle": _("no side")}
GAP = "/"


def pack_motion(joint: str, movement: str, side: str) -> str:
    """The item of a reading of range of motion: "knee/flexion/left"."""
    return GAP.join((joint, movement, side))


def unpack_motion(item: str) -> tuple[str, str, str] | None:
    """Joint, movement and side; None for words that somebody typed freely."""
    parts = item.split(GAP)
    if len(parts) != 3 or parts[0] not in JOINTS or parts[1] not in MOVEMENTS or parts[2] not in SIDES:
        return None
    return parts[0], parts[1], parts[2]


def item_words(measure: Measure, item: str) -> str:
    """ "left", "Knee, flexion, left", or the client's own words for an activity; "" where the measure is one line."""
    if measure.code == SCORE:
        return ""
    if motion := unpack_motion(item) if measure.code == "rom" else None:
        joint, movement, side = motion
        words = [str(JOINTS[joint]).capitalize(), str(MOVEMENTS[movement])]
        return ", ".join(words if side == "middle" else [*words, str(SIDES[side])])
    return str(dict(measure.item_choices).get(item, item))
