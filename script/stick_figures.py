"""Line drawings of a figure in two positions, made from its joints."""

import math
from collections.abc import Iterator
from dataclasses import dataclass

WIDTH, FLOOR, MARGIN = 190, 170, 10  # of one position; where its floor is; above the highest point
TORSO, NECK, HEAD = 48, 15, 8.5
ARM, LEG = (24, 24), (37, 36)
FOOT = 12
HALF_SHOULDERS, HALF_HIPS = 11, 6  # seen from the front

Point = tuple[float, float]


@dataclass(frozen=True)
class To:
    """A hand or ankle at a point; the elbow or knee lies to the left of the way there, or to the right with `bend` -1."""

    x: float
    y: float
    bend: int = 1


Limb = tuple[float, float] | To  # the angles of both parts, in degrees from the right, or where it ends


@dataclass(frozen=True)
class Pose:
    """One position: y is up from the floor, angles turn to the left."""

    hip: Point
    torso: float
    arm: Limb
    leg: Limb
    far_arm: Limb | None = None  # hidden behind the near one, unless told
    far_leg: Limb | None = None
    head: float | None = None  # as the torso, unless told
    foot: float | None = 0  # None hides it
    far_foot: float | None = 0
    spine: float = 0  # how far the back is round (or hollow, below 0)
    is_front: bool = False
    props: tuple[str, ...] = ()


@dataclass(frozen=True)
class Drawing:
    start: Pose
    end: Pose
    props: tuple[str, ...] = ()  # of both positions


def turned(start: Point, angle: float, length: float) -> Point:
    radians = math.radians(angle)
    return start[0] + length * math.cos(radians), start[1] + length * math.sin(radians)


def joints(root: Point, limb: Limb, lengths: tuple[float, float]) -> list[Point]:
    """Root, elbow or knee, and end of a limb."""
    if not isinstance(limb, To):
        middle = turned(root, limb[0], lengths[0])
        return [root, middle, turned(middle, limb[1], lengths[1])]
    first, second = lengths
    reach = math.hypot(limb.x - root[0], limb.y - root[1])
    distance = min(max(reach, abs(first - second) + 0.1), first + second - 0.1)
    way = math.degrees(math.atan2(limb.y - root[1], limb.x - root[0]))
    corner = math.degrees(math.acos((first**2 + distance**2 - second**2) / (2 * first * distance)))
    middle = turned(root, way + limb.bend * corner, first)
    return [root, middle, turned(root, way, distance)]


def figure(pose: Pose) -> Iterator[str]:
    """The lines of one figure, what is far before what is near."""
    shoulder = turned(pose.hip, pose.torso, TORSO)
    half_shoulders, half_hips = (HALF_SHOULDERS, HALF_HIPS) if pose.is_front else (0, 0)
    far_class = "near" if pose.is_front else "far"
    if pose.far_leg:
        yield from _leg((pose.hip[0] - half_hips, pose.hip[1]), pose.far_leg, pose.far_foot, far_class)
    if pose.far_arm:
        yield _line(joints((shoulder[0] - half_shoulders, shoulder[1]), pose.far_arm, ARM), far_class)
    yield _back(pose, shoulder)
    if pose.is_front:
        yield _line([(shoulder[0] - half_shoulders, shoulder[1]), (shoulder[0] + half_shoulders, shoulder[1])], "near")
        yield _line([(pose.hip[0] - half_hips, pose.hip[1]), (pose.hip[0] + half_hips, pose.hip[1])], "near")
    head = turned(shoulder, pose.torso if pose.head is None else pose.head, NECK)
    yield _line([shoulder, head], "near")
    yield f'<circle class="head" cx="{head[0]:.1f}" cy="{FLOOR - head[1]:.1f}" r="{HEAD}"/>'
    yield from _leg((pose.hip[0] + half_hips, pose.hip[1]), pose.leg, pose.foot, "near")
    yield _line(joints((shoulder[0] + half_shoulders, shoulder[1]), pose.arm, ARM), "near")


def _leg(root: Point, limb: Limb, foot: float | None, shade: str) -> Iterator[str]:
    points = joints(root, limb, LEG)
    yield _line(points if foot is None else [*points, turned(points[-1], foot, FOOT)], shade)


def _back(pose: Pose, shoulder: Point) -> str:
    if not pose.spine:
        return _line([pose.hip, shoulder], "near")
    middle = ((pose.hip[0] + shoulder[0]) / 2, (pose.hip[1] + shoulder[1]) / 2)
    bend = turned(middle, pose.torso + 90, pose.spine * 2)
    start, control, end = (f"{x:.1f} {FLOOR - y:.1f}" for x, y in (pose.hip, bend, shoulder))
    return f'<path class="near" d="M{start} Q{control} {end}"/>'


def _line(points: list[Point], shade: str) -> str:
    corners = " ".join(f"{x:.1f},{FLOOR - y:.1f}" for x, y in points)
    return f'<polyline class="{shade}" points="{corners}"/>'


def thing(prop: str) -> str:
    """What the figure stands on, holds or pulls: "wall 120", "chair 30 34", "band 10 60 50 60", "ball 30 10 9"."""
    name, *numbers = prop.split()
    at = [float(number) for number in numbers]
    if name == "wall":
        return f'<line class="thing" x1="{at[0]}" y1="{FLOOR - 150}" x2="{at[0]}" y2="{FLOOR}"/>'
    if name == "chair":
        x, height = at
        back = f"{x},{FLOOR - height - 34} {x},{FLOOR} {x},{FLOOR - height} {x + 34},{FLOOR - height}"
        return f'<polyline class="thing" points="{back} {x + 34},{FLOOR}"/>'
    if name == "step":
        x, width, height = at
        return f'<rect class="thing" x="{x}" y="{FLOOR - height}" width="{width}" height="{height}"/>'
    if name == "ball":
        x, y, radius = at
        return f'<circle class="thing" cx="{x}" cy="{FLOOR - y}" r="{radius}"/>'
    x1, y1, x2, y2 = at
    return f'<line class="{name}" x1="{x1}" y1="{FLOOR - y1}" x2="{x2}" y2="{FLOOR - y2}"/>'


STYLE = """
line,polyline,path,circle,rect{fill:none;stroke-linecap:round;stroke-linejoin:round}
.near{stroke:#1d2624;stroke-width:5}.far{stroke:#8a938f;stroke-width:4}
.head{fill:#faf8f5;stroke:#1d2624;stroke-width:4}.thing,.floor{stroke:#8a938f;stroke-width:2.5}
.floor{stroke-width:1.5}.band{stroke:#0e5a56;stroke-width:3;stroke-dasharray:5 4}
.stick{stroke:#0e5a56;stroke-width:3.5}.way{stroke:#0e5a56;stroke-width:2.5}
@media (prefers-color-scheme:dark){.near{stroke:#e8ece9}.far{stroke:#7f8b87}.head{fill:#131a19;stroke:#e8ece9}
.thing,.floor{stroke:#7f8b87}.band,.stick,.way{stroke:#6cc5bd}}
""".replace("\n", "")


def corners(pose: Pose) -> list[Point]:
    """All points that the figure reaches."""
    shoulder = turned(pose.hip, pose.torso, TORSO)
    head = turned(shoulder, pose.torso if pose.head is None else pose.head, NECK + HEAD)
    arms = [joints(shoulder, arm, ARM) for arm in (pose.arm, pose.far_arm) if arm]
    legs = [joints(pose.hip, leg, LEG) for leg in (pose.leg, pose.far_leg) if leg]
    return [pose.hip, head, *(point for limb in (*arms, *legs) for point in limb)]


def drawn(drawing: Drawing) -> str:
    """Both positions with an arrow between them, as one SVG picture; no higher than they are."""
    reached = [point for pose in (drawing.start, drawing.end) for point in corners(pose)]
    middle = (min(x for x, _y in reached) + max(x for x, _y in reached)) / 2
    top = min(FLOOR - max(y for _x, y in reached) - MARGIN, FLOOR - 90)
    floor = f'<line class="floor" x1="6" y1="{FLOOR + 3}" x2="{WIDTH - 6}" y2="{FLOOR + 3}"/>'
    parts = []
    for left, pose in ((0, drawing.start), (WIDTH + 24, drawing.end)):
        things = "".join(thing(prop) for prop in (*drawing.props, *pose.props))
        moved = f'<g transform="translate({WIDTH / 2 - middle:.1f} 0)">{things}{"".join(figure(pose))}</g>'
        parts.append(f'<g transform="translate({left} 0)">{floor}{moved}</g>')
    width, height = 2 * WIDTH + 24, FLOOR + 8 - top
    arrow = f'<path class="way" d="M{WIDTH + 3} {top + height / 2:.1f}h17m-7 -7l7 7l-7 7"/>'
    size = f'viewBox="0 {top:.0f} {width} {height:.0f}" width="{width}" height="{height:.0f}"'
    return f'<svg xmlns="http://www.w3.org/2000/svg" {size}><style>{STYLE}</style>{"".join(parts)}{arrow}</svg>\n'
