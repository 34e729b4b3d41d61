"""The figures of every limit on signing in and on the mails that it sends. docs/limits.md has them as a table.

What a stranger does counts against the stranger: tries are counted for who asks (a network address, or a browser
that has signed in before). Where something is counted for a mailbox or an account, the browsers that it knows, and
the links in its mails, have an allowance of their own.
"""

from dataclasses import dataclass

MINUTE, HOUR, DAY = 60, 60 * 60, 24 * 60 * 60


@dataclass(frozen=True)
class Limit:
    """At most `amount` within `seconds`."""

    name: str
    amount: int
    seconds: int


# Mails with a code or a link to sign in, to one mailbox: 6 an hour and 12 a day in all.
STRANGERS_MAILS = (Limit("mails-strangers-hour", 3, HOUR), Limit("mails-strangers-day", 6, DAY))
KNOWN_MAILS = (Limit("mails-known-hour", 3, HOUR), Limit("mails-known-day", 6, DAY))
# Requests for such a mail from one network address, whatever the mailbox.
REQUESTS_OF_NETWORK = Limit("requests-network", 30, HOUR)
# Wrong passwords: of one account from one network address or known browser; from one network address; and of one
# account from all unknown browsers together.
PASSWORDS_OF_ASKER = Limit("passwords-asker", 5, 5 * MINUTE)
PASSWORDS_OF_NETWORK = Limit("passwords-network", 10, MINUTE)
PASSWORDS_OF_STRANGERS = Limit("passwords-strangers", 50, DAY)
# Wrong second steps of one account, once its password was right.
SECOND_STEPS = Limit("second-steps", 5, 5 * MINUTE)
# Forms of a trainer's public page from one network address; and referrals of one practitioner from their own pages.
REFERRALS_OF_NETWORK = Limit("referrals-network", 20, HOUR)
REFERRALS_OF_PRACTITIONER = Limit("referrals-practitioner", 30, DAY)
# Forms of people who ask to join, from one network address.
APPLICATIONS_OF_NETWORK = Limit("applications-network", 20, HOUR)
# Addresses that an admin types for somebody and that have an account already: it may be a client's.
ADDRESSES_TAKEN = Limit("addresses-taken", 10, HOUR)
# The secret address of a trainer's or a client's calendar: wrong ones from one network address, and how often a right one is read.
CALENDAR_GUESSES = Limit("calendar-guesses", 20, HOUR)
CALENDAR_READS = Limit("calendar-reads", 60, HOUR)
# Programs: calls with one token, and calls with a wrong one from one network address.
API_CALLS = Limit("api-calls", 300, MINUTE)
API_GUESSES = Limit("api-guesses", 60, HOUR)
# What a trainer has sent to webhooks by a press: addresses that are saved, test events and replays.
WEBHOOK_PRESSES = Limit("webhook-presses", 60, HOUR)
