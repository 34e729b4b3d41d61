"""What the health checks of outbox.readiness mean for an admin, and who mends it."""

from django.utils.translation import gettext_lazy as _

from web.words import StrOrPromise

# Late mail has a notice of its own; of the database, its migrations and the clock /readyz alone tells.
WORDS: dict[str, StrOrPromise] = {
    "sweeps": _(
        "Nothing has run in the background for ten minutes: reminders and mail wait. Whoever runs the server has to"
        " start the worker and the scheduler, and to look at the server's clock."
    ),
    "access-log": _(
        "The access log of a client did not hold when it was proven last night. Keep the latest backup, and enter an"
        " incident."
    ),
    "endings": _(
        "What is ended can't be written down beside the database, so that a restored backup would bring it back."
        " Whoever runs the server has to make room on the disk, or give the file its rights again."
    ),
    "files": _(
        "The store of uploads and reports does not answer: letters and reports can neither be opened nor kept. Whoever"
        " runs the server finds in its log why."
    ),
    "redis": _("Redis does not answer. Pages go on without it; background work and limits are slower."),
}


def words_of(troubles: list[str]) -> list[StrOrPromise]:
    return [WORDS[word] for word in troubles if word in WORDS]
