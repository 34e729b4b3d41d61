"""The machine that plays them, one step after another."""

import sys
from datetime import timedelta
from random import Random

from django.core.cache import cache
from django.db import transaction
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule

from tests.chains.emergency import break_glass, look_afterwards
from tests.chains.pages import Form
from tests.chains.people import DOORS, Person, Window
from tests.chains.world import World

SEEDS = st.integers(min_value=0, max_value=2**16)  # what a step is chosen by
# Who can do more is played more often.
INSIDE = ["admin", "admin", "admin", "unassigned trainer", "former cover", "practitioner without consent"]
OUTSIDE = ["former mailbox of a practitioner", "former mailbox of the client", "stranger"]


class Chains(RuleBasedStateMachine):
    """One story: one or two of those who are played have somebody's rights in mind, and try what there is.

    Whatever is written is taken back at its end, so that each begins in the same world.
    """

    def __init__(self, world: World) -> None:
        super().__init__()
        self.world = world
        self.before = world.saved()
        self.transaction = transaction.atomic()
        self.transaction.__enter__()
        cache.clear()

    def teardown(self) -> None:
        try:
            # A way in that was found is told as it was found.
            for person in self.cast if sys.exception() is None else []:
                look_afterwards(self.world, person)
                person.try_everything(Random(1))
        finally:
            transaction.set_rollback(True)
            self.transaction.__exit__(None, None, None)
            self.world.restore(self.before)

    inside = INSIDE
    outside = OUTSIDE
    marks = (0, 1, 2, 3)  # which of World.marks somebody may have in mind
    cast: list[Person] = []
    mark: set[str] = set()
    has_mistyped = False

    @initialize(inside=st.integers(0, 5), outside=st.integers(0, 5), mark=st.integers(0, 3))
    def begin(self, inside: int, outside: int, mark: int) -> None:
        names = [self.inside[inside % len(self.inside)], self.outside[outside % len(self.outside)]]
        self.cast = [self.world.people[name] for name in dict.fromkeys(names)]
        self.mark = self.world.marks[self.marks[mark % len(self.marks)]]
        person = self.cast[0]
        person.sign_in()
        for link in [link for link in person.links if self._is_about_mark(link)][:6]:
            person.open(link)

    @rule(seed=SEEDS, times=st.integers(1, 3))
    def press_about_the_mark(self, seed: int, times: int) -> None:
        random, person = Random(seed), self.cast[0]
        for _press in range(times):
            seen = [seen for seen in person.forms.values() if self._is_about_mark(seen[0].address + seen[0].page)]
            self._press(person, seen, random)

    @rule(seed=SEEDS)
    def press_anything(self, seed: int) -> None:
        random = Random(seed)
        person = random.choice(self.cast)
        self._press(person, list(person.forms.values()), random)

    @rule(seed=SEEDS)
    def walk(self, seed: int) -> None:
        random = Random(seed)
        person = random.choice(self.cast)
        if person.links:
            person.open(random.choice(list(person.links)))

    @rule(seed=SEEDS, door=st.sampled_from(DOORS))
    def knock(self, seed: int, door: str) -> None:
        random = Random(seed)
        person = random.choice(self.cast)
        person.knock(door, random.choice(person.addresses), random)

    @rule(seed=SEEDS)
    def read_mail(self, seed: int) -> None:
        random = Random(seed)
        person = random.choice([one for one in self.cast if one.mails] or self.cast)
        person.unread = min(len(person.mails), 3)
        window = person.new_window()
        person.pursue(window, random)

    @rule(hours=st.sampled_from([1, 24, 72, 192]))
    def wait(self, hours: int) -> None:
        self.world.pass_time(timedelta(hours=hours))
        for person in self.cast:
            person.sign_in()

    @precondition(lambda self: not self.has_mistyped and self.world.people["stranger"] in self.cast)
    @rule()
    def mistype(self) -> None:
        self.has_mistyped = True
        self.world.mistype_address_of_client()

    def _is_about_mark(self, address: str) -> bool:
        return any(key in address for key in self.mark)

    def _press(self, person: Person, seen: list[tuple[Form, Window]], random: Random) -> None:
        """What was not pressed yet comes first, and what takes an address."""
        posted = [(form, window) for form, window in seen if form.method == "post"]
        if not posted:
            return
        weights = [(4 if form.asks_for_address else 1) / (1 + 4 * person.pressed[form.kind]) for form, _ in posted]
        [(form, window)] = random.choices(posted, weights)
        page = person.press(form, random, window=window)
        person.explore([link for link in page.links if link not in person.links], a_route=1, at_most=3)


class ChainsThroughGlass(Chains):
    """The same stories, in which an admin who is played may break the client's glass too, as often as it comes up."""

    @precondition(lambda self: self.world.people["admin"] in self.cast)
    @rule(seed=SEEDS)
    def break_glass(self, seed: int) -> None:
        break_glass(self.world, self.world.people["admin"], Random(seed))
