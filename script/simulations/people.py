"""How people behave, from published figures where there are some and assumed ([A]) where there are none.

Sources stand in docs/referrals.md. A day is a calendar day unless it says otherwise; draws come from one seeded
generator, so that a run can be repeated.
"""

import math
import random
from dataclasses import dataclass

YES_BY_MAIL, YES_IN_THE_ROOM, NO = 0.60, 0.95, 0.05  # [A]; a no is an answer
ANSWERS = 0.64  # Hamilton, Ontario: 36.4% never
BOOKS, BOOKS_IN_THE_ROOM = 0.65, 0.80  # 38.9% get no date; [A] in the room
WRITES = 0.60  # [A]
ACKNOWLEDGES, ACKNOWLEDGES_UNASKED = 0.98, 0.93  # [A]
BOUNCES, DECLINES = 0.02, 0.12  # [A]
REROUTED, REROUTED_UNASKED = 0.70, 0.35  # [A]
NO_SHOW, REBOOKS, REBOOKS_UNASKED = 0.104, 0.60, 0.30  # Tang; OSU; [A]
CONSENT_WON, ANSWER_WON, OTHER_WON = 0.35, 0.30, 0.35  # of the silent, by each nudge [A]
WON_AFTER = 1.5  # days
TRIES = 3
DAYS_TO_NEXT_SESSION = 3.5  # at most: who is in the room comes twice a week [A]
# On Today, after three nudges: what the trainer brings about by asking in person or by phone [A].
YES_WHEN_ASKED, WRITES_WHEN_CALLED = 0.60, 0.60


@dataclass
class Chance:
    """All that is drawn."""

    seed: int

    def __post_init__(self) -> None:
        self.random = random.Random(self.seed)  # noqa: S311  (a simulation, no secret)

    def happens(self, probability: float) -> bool:
        return self.random.random() < probability

    def days(self, mean: float) -> float:
        """Exponential."""
        return self.random.expovariate(1 / mean)

    def days_around(self, median: float, sigma: float) -> float:
        """Lognormal."""
        return self.random.lognormvariate(math.log(median), sigma)

    def won_by_nudge(self, kind: str) -> bool:
        won = {"consent.asked": CONSENT_WON, "referrals.answer": ANSWER_WON}
        return self.happens(won.get(kind, OTHER_WON))
