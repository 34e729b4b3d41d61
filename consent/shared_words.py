"""What goes back and forth between the trainer and one practitioner about a client: one query for all of it."""

from uuid import UUID

from careplan.models import Question, Reply
from careplan.told import literal
from consent.shared_record import SharedQuestion, SharedReply


def words_between(client_id: UUID, reader_id: UUID) -> tuple[list[SharedQuestion], list[SharedReply]]:
    """The trainer's questions to the reader and the reader's replies, the newest first, whatever is shared."""
    own = {"client": client_id, "practitioner": reader_id}
    asked = Question.objects.filter(**own).order_by()
    replied = Reply.objects.filter(**own).order_by()
    nothing = literal("")
    rows = asked.values_list("pk", nothing, "text", "asked_at", "answer", "answered_at").union(
        replied.values_list("pk", "kind", "text", "sent_at", nothing, "read_at"), all=True
    )
    newest_first = sorted(rows, key=lambda row: row[3], reverse=True)
    questions = [
        SharedQuestion(key, text, at, answer, answered_at)
        for key, kind, text, at, answer, answered_at in newest_first
        if not kind
    ]
    replies = [
        SharedReply(kind, Reply.Kind(kind).label, text, at, read_at)
        for _key, kind, text, at, _answer, read_at in newest_first
        if kind
    ]
    return questions, replies
