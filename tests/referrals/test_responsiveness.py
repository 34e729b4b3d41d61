"""How soon practitioners and trainers answer: counted by day as referrals move, shown from five on to both sides."""

from datetime import UTC, date, datetime, timedelta
from importlib import import_module

import pytest
from django.apps import apps
from django.db import IntegrityError
from django.urls import reverse
from django.utils import timezone

from consent.models import ConsentGrant
from network_admin.merging import merge, undo_merge
from practitioners.models import Practitioner
from practitioners.referral_days import ReferralDay
from practitioners.responsiveness import Responsiveness, of_practitioner, of_trainer
from referrals import answers, attempts, incoming_moves
from referrals.booking import Booking
from referrals.models import Attempt, BusinessStatus, Outcome
from referrals.workflow import Party
from tests.factories.practitioners import PractitionerFactory, TrainerProfileFactory
from tests.factories.referrals import AttemptFactory, RequestedFactory
from web.business_days import business_days_between

pytestmark = pytest.mark.django_db
MONDAY = datetime(2026, 6, 1, 15, tzinfo=UTC)
TODAY = date(2026, 11, 1)
CALL = Booking(BusinessStatus.WE_CALL)


@pytest.fixture
def ida() -> Practitioner:
    return PractitionerFactory(name="Ida Berg")


def asked(practitioner: Practitioner, *, at: datetime = MONDAY) -> Attempt:
    attempt = AttemptFactory(practitioner=practitioner, status="draft", requested_at=None)
    ConsentGrant.objects.filter(pk=attempt.grant_id).update(requested_at=at, given_at=at)
    return attempts.move(attempt, to="requested", by=Party("Ana", "requester"), now=at)


def accepted(practitioner: Practitioner, *, days: int, at: datetime = MONDAY) -> Attempt:
    return answers.accept(asked(practitioner, at=at), by="Ida", booking=CALL, now=at + timedelta(days=days))


def completed(practitioner: Practitioner) -> Attempt:
    attempt = accepted(practitioner, days=1)
    Outcome.objects.create(attempt=attempt, attended=True, summary="Fine")
    return attempts.move(attempt, to="completed", by=Party("Ida", "recipient"), now=MONDAY + timedelta(days=20))


def test_the_median_and_shares_are_of_the_year(ida):
    for days in (1, 2, 3, 8):  # the fourth over a week end and Monday: 6 business days
        accepted(ida, days=days)
    completed(ida)
    asked(ida)
    figures = of_practitioner(ida, today=TODAY)
    assert (figures.requested, figures.median_days, figures.answered_share, figures.outcome_share) == (6, 2, 83, 20)


def test_a_no_is_an_answer_and_has_no_outcome_to_wait_for(ida):
    for _number in range(5):
        answers.decline(asked(ida), by="Ida", why="No room", now=MONDAY)
    figures = of_practitioner(ida, today=TODAY)
    assert (figures.answered_share, figures.median_days, figures.outcome_share) == (100, 0, None)


def test_four_referrals_are_no_figure(ida):
    for _number in range(4):
        accepted(ida, days=1)
    figures = of_practitioner(ida, today=TODAY)
    assert (figures.is_shown, figures.median_days, figures.answered_share) == (False, None, None)


def test_what_is_young_counts_once_it_is_answered(ida):
    for _number in range(5):
        accepted(ida, days=1)
    asked(ida)
    assert of_practitioner(ida, today=(MONDAY + timedelta(days=6)).date()).answered_share == 100
    assert of_practitioner(ida, today=(MONDAY + timedelta(days=7)).date()).answered_share == 83


def test_what_lies_more_than_a_year_back_is_out(ida):
    for _number in range(5):
        accepted(ida, days=1)
    assert of_practitioner(ida, today=MONDAY.date() + timedelta(days=364)).requested == 5
    assert of_practitioner(ida, today=MONDAY.date() + timedelta(days=365)).requested == 0


@pytest.mark.parametrize(("days", "counted"), [(6, 0), (8, 1)])
def test_taken_back_within_a_week_counts_for_nobody_and_later_it_does(ida, days, counted):
    attempts.move(asked(ida), to="cancelled", by=Party("Ana", "requester"), why="x", now=MONDAY + timedelta(days=days))
    assert ReferralDay.objects.get().requested == counted


def test_entered_in_error_leaves_the_count(ida):
    attempts.move(accepted(ida, days=1), to="entered-in-error", by=Party("Ana", "requester"), why="x")
    day = ReferralDay.objects.get()
    assert (day.requested, day.answered, day.accepted, day.waits) == (0, 0, 0, [])


def test_a_trainers_answers_are_counted_by_the_senders_discipline():
    trainer = RequestedFactory().trainer
    for _number in range(5):
        incoming = RequestedFactory(trainer=trainer, requested_at=timezone.now() - timedelta(days=3))
        incoming_moves.accept(incoming, by=trainer, booking=CALL)
    figures = of_trainer(trainer, today=timezone.localdate())
    assert (figures.requested, figures.answered_share) == (5, 100)
    assert (
        ReferralDay.objects.values_list("discipline", flat=True).distinct().get() == incoming.practitioner.discipline_id
    )


def test_reading_takes_one_query_of_days_whatever_lies_behind(ida, django_assert_num_queries):
    for number in range(8):
        accepted(ida, days=1, at=MONDAY + timedelta(days=number // 4))
    assert ReferralDay.objects.count() == 2
    with django_assert_num_queries(1):
        assert of_practitioner(ida, today=TODAY).requested == 8


def test_two_entries_made_one_count_together_and_apart_again(ida, admin_user):
    other = PractitionerFactory(email=ida.email, name="Ida M. Berg")
    for entry in (ida, ida, ida, other, other):
        accepted(entry, days=1)
    merged = merge(other, into=ida, by=admin_user)
    assert of_practitioner(ida, today=TODAY).requested == 5
    undo_merge(merged, by=admin_user)
    assert [of_practitioner(entry, today=TODAY).requested for entry in (ida, other)] == [3, 2]


def test_no_day_says_that_more_was_answered_than_asked(ida):
    with pytest.raises(IntegrityError):
        ReferralDay.objects.create(practitioner=ida, discipline=ida.discipline, day=TODAY, requested=1, answered=2)


def test_trainers_read_a_practitioners_figures_and_their_own_with_how_they_are_made(ida, trainer_browser):
    for _number in range(5):
        accepted(ida, days=1, at=timezone.now() - timedelta(days=9))
    page = trainer_browser.get(reverse("practitioners:detail", args=[ida.pk])).content.decode()
    assert "About 100% of 5 to 9 referrals" in page
    own = trainer_browser.get(reverse("practitioners:own_profile")).content.decode()
    assert "too few for a figure" in own
    assert "How these figures are made" in own


@pytest.mark.parametrize(
    ("requested", "share", "words"),
    [(5, 80, ("5 to 9", 80)), (9, 89, ("5 to 9", 90)), (49, 94, ("20 to 49", 90)), (300, 3, ("50 or more", 0))],
)
def test_others_read_no_exact_number_and_no_share_that_tells_it(requested, share, words):
    rounded = Responsiveness(requested, 2, share, None).rounded
    assert (rounded.number, rounded.answered_share, rounded.outcome_share) == (*words, None)


def test_anybody_reads_on_a_trainers_page_how_they_answer_in_bands_alone(client):
    profile, discipline = TrainerProfileFactory(), PractitionerFactory().discipline
    asked_on = timezone.localdate() - timedelta(days=30)
    day = {"trainer": profile.trainer, "discipline": discipline, "day": asked_on}
    ReferralDay.objects.create(**day, requested=17, answered=16, waits=[1] * 16)
    page = client.get(reverse("practitioner_portal:trainer", args=[profile.slug])).content.decode()
    assert "About 90% of 10 to 19 referrals" in page
    figures = page[page.index("About 90%") :][:300]
    assert "17" not in figures
    assert "16" not in figures


@pytest.mark.parametrize(
    ("first", "last", "count"),
    [("2026-06-30", "2026-07-02", 1), ("2026-06-05", "2026-06-08", 1), ("2026-06-05", "2026-06-05", 0),
     ("2026-06-05", "2026-06-01", 0)],
)  # fmt: skip
def test_business_days_leave_out_week_ends_and_canada_day(first, last, count):
    assert business_days_between(date.fromisoformat(first), date.fromisoformat(last), "ON") == count


def test_what_was_there_before_is_counted_from_its_moves(ida):
    accepted(ida, days=2)
    answers.decline(asked(ida), by="Ida", why="No room", now=MONDAY + timedelta(days=1))
    before = list(ReferralDay.objects.values("requested", "answered", "accepted", "with_outcome", "waits"))
    ReferralDay.objects.all().delete()
    Attempt.objects.update(answered_at=None)
    Attempt.objects.update(requested_at=None)
    import_module("referrals.migrations.0008_fill_referral_days").fill(apps, None)
    assert list(ReferralDay.objects.values("requested", "answered", "accepted", "with_outcome", "waits")) == before
