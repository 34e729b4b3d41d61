"""Where several machines write, the access log's hashes and what was ended lie in a bucket that nobody can change."""

from datetime import timedelta

import pytest
from botocore.exceptions import ClientError
from django.core.management import CommandError, call_command
from django.utils import timezone

from backups.access_heads import begin_heads_anew
from clients.access_heads import compact, keep_head, kept_heads
from clients.access_log import Actor, LogUnavailableError, record_access_to_each
from clients.access_proof import broken_chains
from clients.integrity_check import prove_access_log
from clients.models import AccessChain, AccessEvent
from tests.clients.test_access_heads import cut_all, cut_both, later, without_triggers
from tests.clients.test_access_log import look
from web import access_bucket
from web.endings import Ending, can_keep_endings, endings_since, keep_ending, mark
from web.head_lines import shard_of
from web.keys import uuid7

pytestmark = pytest.mark.usefixtures("log_in_s3")


@pytest.fixture
def client_id(db, django_capture_on_commit_callbacks):
    key = uuid7()
    with django_capture_on_commit_callbacks(execute=True):
        look(key, times=4)
    return key


def names(s3, bucket, prefix="heads/"):
    return [row["Key"] for row in s3.list_objects_v2(Bucket=bucket, Prefix=prefix).get("Contents", ())]


def test_each_event_leaves_its_hash_in_the_bucket(client_id, s3, log_in_s3, settings):
    events = AccessEvent.objects.filter(client_id=client_id)
    assert kept_heads() == {client_id: {(event.sequence, event.hash) for event in events}}
    assert list(broken_chains(now=later())) == []
    assert len(names(s3, log_in_s3, f"heads/first/{timezone.now():%Y-%m-%d}/{shard_of(client_id)}/{client_id}/")) == 4
    assert not settings.ACCESS_HEADS_FILE.exists(), "nothing is kept on this machine"


def test_a_list_of_many_leaves_a_line_for_each(db, django_capture_on_commit_callbacks):
    keys = [uuid7() for _each in range(30)]
    with django_capture_on_commit_callbacks(execute=True):
        record_access_to_each(keys, actor=Actor.system(), action="workspace:client_list")
    assert {key: len(heads) for key, heads in kept_heads().items()} == dict.fromkeys(keys, 1)
    assert list(broken_chains(now=later())) == []


def test_a_list_of_which_one_is_not_taken_is_not_shown(db, settings, django_capture_on_commit_callbacks):
    settings.ACCESS_BUCKET = "nowhere"
    with pytest.raises(LogUnavailableError), django_capture_on_commit_callbacks(execute=True):
        record_access_to_each([uuid7(), uuid7()], actor=Actor.system(), action="workspace:client_list")


@pytest.mark.parametrize("cut", [cut_both, cut_all])
def test_who_cuts_the_log_and_its_heads_is_found_out(client_id, cut):
    without_triggers()
    cut(client_id)
    assert [key for key, _problem in broken_chains()] == [client_id]


def test_no_line_can_be_removed_nor_hidden(client_id, s3, log_in_s3):
    [newest] = (name for name in names(s3, log_in_s3) if f"/{client_id}/4/" in name)
    version = s3.list_object_versions(Bucket=log_in_s3, Prefix=newest)["Versions"][0]["VersionId"]
    with pytest.raises(ClientError, match="AccessDenied"):
        s3.delete_object(Bucket=log_in_s3, Key=newest, VersionId=version)
    s3.delete_object(Bucket=log_in_s3, Key=newest)
    without_triggers()
    cut_both(client_id)
    assert [key for key, _problem in broken_chains()] == [client_id], "a mark of deletion hides nothing"


def test_what_is_proven_is_copied_and_the_next_proof_goes_on_from_there(
    client_id, s3, log_in_s3, django_capture_on_commit_callbacks
):
    assert prove_access_log(on=timezone.now().date()) == 0
    [copy] = names(s3, log_in_s3, "heads/first/newest/")
    lines = s3.get_object(Bucket=log_in_s3, Key=copy)["Body"].read().decode().splitlines()
    chain = AccessChain.objects.get(pk=client_id)
    assert lines == [f"{client_id} 4 {chain.head}"]
    with django_capture_on_commit_callbacks(execute=True):
        look(client_id, times=1)
    assert max(kept_heads()[client_id])[0] == 5
    without_triggers()
    cut_both(client_id)
    assert [key for key, _problem in broken_chains()] == [client_id]


def test_days_before_the_copy_are_not_read_again(s3, log_in_s3):
    client_id, moment = uuid7(), timezone.now()
    old = moment - timedelta(days=3)
    s3.put_object(
        Bucket=log_in_s3, Key=f"heads/first/{old:%Y-%m-%d}/{shard_of(client_id)}/{client_id}/1/{'1' * 64}", Body=b""
    )
    keep_head(client_id, 2, "2" * 64)
    assert kept_heads() == {client_id: {(1, "1" * 64), (2, "2" * 64)}}
    compact(kept_heads())
    assert kept_heads() == {client_id: {(2, "2" * 64)}}
    s3.put_object(
        Bucket=log_in_s3, Key=f"heads/first/{old:%Y-%m-%d}/{shard_of(client_id)}/{client_id}/3/{'3' * 64}", Body=b""
    )
    assert kept_heads() == {client_id: {(2, "2" * 64)}}, "that day is closed"


def test_what_did_not_hold_stays_in_the_copy(s3, log_in_s3):
    proven = uuid7()
    broken = next(key for key in iter(uuid7, None) if shard_of(key) == shard_of(proven))
    keep_head(proven, 1, "1" * 64)
    for number in (1, 2):
        keep_head(broken, number, f"{number}" * 64)
    compact({proven: kept_heads()[proven]})
    [copy] = names(s3, log_in_s3, "heads/first/newest/")
    assert len(s3.get_object(Bucket=log_in_s3, Key=copy)["Body"].read().splitlines()) == 3


def test_a_bucket_that_takes_nothing_shows_no_client(db, settings, django_capture_on_commit_callbacks):
    settings.ACCESS_BUCKET = "nowhere"
    with pytest.raises(LogUnavailableError), django_capture_on_commit_callbacks(execute=True):
        look(uuid7(), times=1)


def test_a_missing_bucket_is_an_os_error(settings):
    settings.ACCESS_BUCKET = "nowhere"
    access_bucket._beginning.cache_clear()
    with pytest.raises(OSError, match="NoSuchBucket"):
        keep_head(uuid7(), 1, "0" * 64)
    assert not can_keep_endings()


def test_readiness_wants_the_lock(s3, settings, log_in_s3):
    assert can_keep_endings()
    s3.create_bucket(Bucket="unlocked", CreateBucketConfiguration={"LocationConstraint": "ca-central-1"})
    settings.ACCESS_BUCKET = "unlocked"
    assert not can_keep_endings()


def test_a_restore_begins_other_lines_and_keeps_the_earlier_ones(client_id, s3, log_in_s3):
    without_triggers()
    cut_both(client_id)
    before = names(s3, log_in_s3)
    earlier = begin_heads_anew(timezone.now())
    assert (earlier.lost_events, len(earlier.digest)) == (1, 64)
    assert max(kept_heads()[client_id])[0] == 3
    assert list(broken_chains()) == []
    assert set(before) < set(names(s3, log_in_s3))


def test_what_was_ended_is_known_to_all_machines(settings, log_in_s3):
    moment, key = timezone.now(), uuid7()
    before = mark()
    keep_ending("grant-ended", key, "client", now=moment)
    keep_ending("client-erased", key, now=moment)
    assert endings_since(before) == [
        Ending(moment, "client-erased", key, ""),
        Ending(moment, "grant-ended", key, "client"),
    ]
    settings.ACCESS_BUCKET = "another"
    with pytest.raises(OSError, match="NoSuchBucket"):
        endings_since(before)


def test_what_lay_in_files_goes_on_in_the_bucket(client_id, settings, log_in_s3, django_capture_on_commit_callbacks):
    bucket, settings.ACCESS_BUCKET = settings.ACCESS_BUCKET, ""
    with pytest.raises(CommandError, match="is missing"):
        call_command("fill_access_bucket")
    of_file = uuid7()
    with django_capture_on_commit_callbacks(execute=True):
        look(of_file, times=3)
    keep_ending("grant-ended", of_file, "client", now=timezone.now())
    known = kept_heads()
    settings.ACCESS_BUCKET = bucket
    call_command("fill_access_bucket", verbosity=0)
    assert kept_heads() == known
    assert [ending.key for ending in endings_since(mark().beginning())] == [of_file]
    keep_head(of_file, 4, "4" * 64)
    assert max(kept_heads()[of_file])[0] == 4
