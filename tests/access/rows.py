"""The rows of the access table, app by app; what their words mean stands in `table.py`."""

from tests.access.account_rows import ACCOUNTS
from tests.access.api_rows import API
from tests.access.benefit_rows import BENEFITS
from tests.access.client_rows import CAREPLAN, CLIENTS
from tests.access.consent_rows import CONSENT
from tests.access.incoming_rows import INCOMING
from tests.access.network_rows import EXERCISES, NETWORK, NETWORK_ADMIN
from tests.access.portal_rows import CLIENT_PORTAL, PRACTITIONER_PORTAL
from tests.access.referral_rows import REFERRALS, REPORTS
from tests.access.session_rows import SESSIONS
from tests.access.table import everybody
from tests.access.twice_rows import TWICE_ENTERED
from tests.access.webhook_rows import WEBHOOKS
from tests.access.workspace_rows import WORKSPACE

SITE = [
    everybody("healthz", GET=200),
    everybody("outbox:mail_events", POST=404),  # no provider is configured
    everybody("mail_health", GET=200),
    everybody("readyz", GET=200),
    everybody("practice_logo", GET=404),  # the practice has none
]

ROWS = [
    *SITE,
    *ACCOUNTS,
    *NETWORK,
    *EXERCISES,
    *CLIENTS,
    *CAREPLAN,
    *PRACTITIONER_PORTAL,
    *WORKSPACE,
    *CONSENT,
    *CLIENT_PORTAL,
    *NETWORK_ADMIN,
    *SESSIONS,
    *BENEFITS,
    *REFERRALS,
    *INCOMING,
    *REPORTS,
    *TWICE_ENTERED,
    *API,
    *WEBHOOKS,
]
