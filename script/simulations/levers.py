"""What closes the loop, added one by one."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Levers:
    """`after` is on which business days who is waited for is nudged; none for no nudges and no Today."""

    name: str
    after: tuple[int, ...] = ()
    consent_in_room: bool = False
    booking_in_room: bool = False

    @property
    def nudges(self) -> bool:
        return bool(self.after)


LEVERS = [
    Levers("no nudges", ()),
    Levers("nudges after 3, 7 and 14 business days, then Today", (3, 7, 14)),
    Levers("after 2, 5 and 10, as built", (2, 5, 10)),
    Levers("+ consent in the room", (2, 5, 10), consent_in_room=True),
    Levers("+ booking in the room", (2, 5, 10), consent_in_room=True, booking_in_room=True),
]
