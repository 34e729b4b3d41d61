"""The lanes picture as a function: days become places, and nothing depends on colour or on the database."""

from datetime import date, timedelta

import pytest

from workspace.lanes_picture import DAY, HEAD, MOST_TRACKS, UNIT, WIDTH, Asked, Person, draw

TODAY = date(2026, 11, 24)  # a Tuesday


def day(number: int) -> date:
    """So many days from today."""
    return TODAY + timedelta(days=number)


def asked(start: int, end: int | None, kind: str = "dont", text: str = "No running") -> Asked:
    words = {"dont": "Don't", "do": "Do", "caution": "Caution"}
    return Asked(kind, words[kind], text, day(start), None if end is None else day(end))


def picture_of(*people, sessions=(), homework=None, pain=None):
    return draw(people, trainer="Sessions", sessions=sessions, homework=homework or {}, pain=pain or {}, today=TODAY)


def person(*guidance, visits=()) -> Person:
    return Person("Dana Whitfield", "PT", 2, guidance, visits)


def test_twelve_weeks_back_and_four_ahead_with_today_between():
    picture = picture_of()
    assert (picture.first, picture.last) == (day(-84), day(28))
    assert picture.today_x == 84 * DAY + DAY / 2
    assert picture.width == WIDTH == 113 * DAY


def test_every_monday_has_its_line_and_no_date_stands_under_the_word_today():
    weeks = picture_of().weeks
    assert all(monday.weekday() == 0 for _x, monday, _is_written in weeks)
    assert len(weeks) == 16
    assert [x for x, monday, _is_written in weeks] == [(monday - day(-84)).days * DAY for _x, monday, _w in weeks]
    assert not [monday for _x, monday, is_written in weeks if is_written and abs((monday - TODAY).days) < 8]
    assert sum(is_written for _x, _monday, is_written in weeks) >= 5


def test_a_bar_runs_from_its_first_day_to_the_end_of_its_last():
    (bar,) = picture_of(person(asked(-10, -4))).lanes[0].bars
    assert (bar.x, bar.width) == (74 * DAY, 7 * DAY)


def test_guidance_until_further_notice_runs_out_of_the_picture():
    (bar,) = picture_of(person(asked(-300, None))).lanes[0].bars
    assert (bar.x, bar.width) == (0, WIDTH)


@pytest.mark.parametrize(("start", "end"), [(-200, -85), (29, None)])
def test_what_is_before_or_after_the_picture_is_not_in_it(start, end):
    lane = picture_of(person(asked(start, end), visits=[(day(start), "booked")])).lanes[0]
    assert (lane.bars, lane.marks, lane.left_out, lane.units) == ([], [], 0, 1)


@pytest.mark.parametrize(("kind", "sign"), [("dont", "✕"), ("do", "✓"), ("caution", "!")])
def test_each_kind_has_its_sign_and_word_in_the_bar(kind, sign):
    (bar,) = picture_of(person(asked(-20, 20, kind))).lanes[0].bars
    word = {"dont": "Don't", "do": "Do", "caution": "Caution"}[kind]
    assert bar.labels[-1].text == f"{sign} {word}: No running"


def test_a_short_bar_keeps_its_sign_and_a_long_text_is_cut_with_a_sign_that_it_is():
    (short,) = picture_of(person(asked(-1, 0))).lanes[0].bars
    assert [label.text for label in short.labels] == ["✕"]
    (long,) = picture_of(person(asked(-9, 28, text="No running, no jumping, and nothing on one leg"))).lanes[0].bars
    assert long.labels[0].text.startswith("✕ Don't: No running")
    assert long.labels[0].text.endswith("…")


def test_a_bar_that_began_long_ago_says_its_words_beside_today_too():
    (bar,) = picture_of(person(asked(-80, None))).lanes[0].bars
    assert len(bar.labels) == 2
    assert bar.labels[1].text == "✕ Don't: No running"
    assert bar.labels[0].x + bar.labels[0].width < bar.labels[1].x <= 84 * DAY


def test_bars_at_the_same_time_lie_under_each_other_and_later_ones_beside():
    lane = picture_of(person(asked(-30, -10), asked(-20, 5), asked(-5, 20))).lanes[0]
    assert [(bar.y - lane.y) / UNIT for bar in lane.bars] == [0, 1, 0]
    assert lane.units == 2


def test_a_short_bar_keeps_room_for_its_sign():
    lane = picture_of(person(asked(-30, -30), asked(-29, -20))).lanes[0]
    assert len({bar.y for bar in lane.bars}) == 2


def test_where_there_is_no_room_the_donts_stay_and_the_rest_is_counted():
    guidance = [asked(-10, 10, kind) for kind in ("do", "do", "do", "caution", "dont", "dont")]
    lane = picture_of(person(*guidance)).lanes[0]
    assert [bar.kind for bar in lane.bars] == ["dont", "dont", "caution", "do"]
    assert (lane.units, lane.left_out) == (MOST_TRACKS, 2)


def test_visits_stand_above_the_bars_and_keep_their_state():
    states = ["attended", "booked", "missed", "cancelled"]
    visits = [(day(number), state) for number, state in enumerate(states)]
    lane = picture_of(person(asked(-10, 10), visits=visits)).lanes[0]
    assert [mark.state for mark in lane.marks] == states
    assert {mark.y for mark in lane.marks} == {lane.y + UNIT / 2}
    assert lane.bars[0].y == lane.y + UNIT


def test_lanes_lie_under_each_other_the_trainers_and_the_clients_own_last():
    first, second = person(asked(-1, 1), asked(-1, 1)), person()
    picture = picture_of(first, second, sessions=[day(-3), day(-400)])
    assert [lane.y for lane in picture.lanes] == [HEAD, HEAD + 2 * UNIT]
    assert picture.trainer.y == HEAD + 3 * UNIT
    assert [mark.on for mark in picture.trainer.marks] == [day(-3)]
    assert picture.client_y == HEAD + 4 * UNIT
    assert picture.height == HEAD + 7 * UNIT


def test_homework_is_told_by_height_alone():
    states = ["done", "partly", "skipped", "no-answer"]
    picture = picture_of(homework={day(-number): state for number, state in enumerate(states)} | {day(-90): "done"})
    cells = {cell.state: cell for cell in picture.homework}
    assert len(picture.homework) == 4
    assert cells["done"].height > cells["partly"].height > cells["no-answer"].height
    assert len({cell.y + cell.height for cell in picture.homework}) == 1


def test_pain_rises_with_the_figure_and_none_and_ten_are_the_ends():
    picture = picture_of(pain={day(-3): 10, day(-2): 0, day(-1): 5, day(-100): 9})
    heights = {value: y for _x, y, _on, value in picture.pain.dots}
    assert heights == {10: picture.pain.top, 0: picture.pain.bottom, 5: picture.pain.middle}
    assert picture.pain.path.count(",") == 3


def test_one_figure_is_a_dot_and_no_line():
    assert picture_of(pain={TODAY: 4}).pain.path == ""
    assert picture_of().pain.dots == []


def test_two_hundred_pieces_of_guidance_don_t_make_the_picture_taller():
    many = [asked(-number % 60 - 40, number % 28) for number in range(200)]
    picture = picture_of(person(*many))
    assert picture.lanes[0].units == MOST_TRACKS
    assert len(picture.lanes[0].bars) + picture.lanes[0].left_out == 200
