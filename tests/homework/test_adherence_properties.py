"""What adherence adds up to, whatever was prescribed, changed and answered."""

from datetime import UTC, date, datetime, time, timedelta

from hypothesis import given, strategies as st

from careplan.models import Prescription
from homework.check_ins import Adherence, adherence
from homework.models import HomeworkCheckIn

FIRST, LAST = date(2026, 1, 1), date(2026, 3, 31)
AFTER = date(2027, 1, 1)
DAYS = st.dates(FIRST, LAST)
ANSWERS = st.sampled_from(["done", "partly", "skipped"])


def prescription(starts_on=FIRST, ends_on=None, stopped_on=None, days_a_week=7):
    stopped_at = datetime.combine(stopped_on, time(15), tzinfo=UTC) if stopped_on else None
    return Prescription(
        starts_on=starts_on,
        ends_on=ends_on,
        stopped_at=stopped_at,
        days_a_week=days_a_week,
    )


def check_ins(of, answers):
    return [HomeworkCheckIn(prescription=of, on=day, answer=answer) for day, answer in answers.items()]


PERIODS = st.builds(prescription, DAYS, st.none() | DAYS, st.none() | DAYS, st.integers(1, 7))
ANSWERED = st.dictionaries(DAYS, ANSWERS, max_size=40)


def total(parts: list[Adherence]) -> Adherence:
    names = ("due", "done", "partly", "skipped", "no_answer")
    return Adherence(**{name: sum(getattr(part, name) for part in parts) for name in names})


@given(PERIODS, ANSWERED, DAYS, DAYS, DAYS)
def test_the_five_add_up(prescribed, answers, start, end, today):
    counted = adherence([prescribed], check_ins(prescribed, answers), start, end, today=today)
    assert counted.due == counted.answered + counted.no_answer
    assert min(counted.due, counted.done, counted.partly, counted.skipped, counted.no_answer) >= 0


@given(PERIODS, ANSWERED, DAYS)
def test_two_halves_are_the_whole(prescribed, answers, cut):
    told = check_ins(prescribed, answers)
    halves = [
        adherence([prescribed], told, FIRST, cut, today=AFTER),
        adherence([prescribed], told, cut + timedelta(days=1), LAST, today=AFTER),
    ]
    assert total(halves) == adherence([prescribed], told, FIRST, LAST, today=AFTER)


@given(st.lists(PERIODS, max_size=4), ANSWERED)
def test_several_exercises_are_the_sum_of_each(prescribed, answers):
    told = [check_in for one in prescribed for check_in in check_ins(one, answers)]
    each = [adherence([one], told, FIRST, LAST, today=AFTER) for one in prescribed]
    assert total(each) == adherence(reversed(prescribed), reversed(told), FIRST, LAST, today=AFTER)


@given(st.integers(1, 7), ANSWERED, DAYS)
def test_a_changed_prescription_counts_from_its_day(days_a_week, answers, changed):
    whole = prescription(days_a_week=days_a_week)
    before = prescription(days_a_week=days_a_week, stopped_on=changed)
    since = prescription(days_a_week=days_a_week, starts_on=changed)
    earlier = {day: answer for day, answer in answers.items() if day < changed}
    later = {day: answer for day, answer in answers.items() if day >= changed}
    told = check_ins(before, earlier) + check_ins(since, later)
    assert adherence([before, since], told, FIRST, LAST, today=AFTER) == adherence(
        [whole], check_ins(whole, answers), FIRST, LAST, today=AFTER
    )


@given(PERIODS, DAYS)
def test_what_nobody_answered_is_no_answer(prescribed, today):
    counted = adherence([prescribed], [], FIRST, LAST, today=today)
    assert (counted.done, counted.partly, counted.skipped) == (0, 0, 0)
    assert counted.no_answer == counted.due
