"""The rows of signing in, of one's account and of its second step; what their words mean stands in `table.py`."""

from accounts.mail import SIGN_IN_CODE
from tests.access.actors import OWN_ACCOUNTS, for_all_signed_in
from tests.access.table import everybody, professionals, signed_in
from web.mailbox_links import mailbox_token

ACCOUNTS = [
    everybody("account_login", GET=200, POST=422, who=for_all_signed_in(GET=302, POST=302)),
    # Who is not signed in has nothing to sign out of.
    everybody("account_logout", GET=302, POST=302, who=for_all_signed_in(GET=200, POST=302)),
    everybody("account_signup", GET=200, POST=200, who=for_all_signed_in(GET=302, POST=302)),
    everybody("account_inactive", GET=200),
    everybody("account_email_verification_sent", GET=200),
    everybody("account_confirm_email", GET=200, POST=404, kwargs={"key": lambda record: "no-such-key"}),
    everybody("account_reset_password", GET=200, POST=422),
    everybody("account_reset_password_done", GET=200),
    everybody(
        "account_reset_password_from_key",
        GET=200,
        POST=422,
        kwargs={"uidb36": lambda record: "abc", "key": lambda record: "no-such-key"},
    ),
    everybody("account_reset_password_from_key_done", GET=200),
    professionals("account_change_password", GET=200, POST=422),
    professionals("account_set_password", GET=302, POST=302),  # all have one: sent on to changing it
    professionals("account_email", GET=200, POST=302),  # POST: prove who you are first
    signed_in(
        "account_reauthenticate", GET=200, POST=422, who={own: {"GET": 403, "POST": 403} for own in OWN_ACCOUNTS}
    ),
    everybody("account_request_login_code", GET=200, POST=422, who=for_all_signed_in(GET=302, POST=302)),
    everybody("account_confirm_login_code", GET=302, POST=302),  # nobody has asked for one
    everybody(
        "account_code_from_mail",
        GET=200,
        POST=302,
        kwargs={"token": lambda record: mailbox_token(record.account.pk, record.account.email, what_for=SIGN_IN_CODE)},
    ),
    signed_in("usersessions_list", GET=200, POST=302),
    signed_in("accounts:me", GET=200, POST=422),
    everybody("accounts:set_language", POST=404),
    signed_in("accounts:switch_role", POST=404),
    everybody("accounts:stop_change", GET=200, POST=200, kwargs={"token": lambda record: record.stop_token()}),
    everybody("mfa_authenticate", GET=302, POST=302),  # nobody has given a password
    everybody("account_mail_code_instead", POST=404),  # likewise
    everybody("mfa_login_webauthn", GET=302, POST=302),
    professionals("mfa_index", GET=200),
    professionals("mfa_reauthenticate", GET=200, POST=422),
    # What changes the second step asks for a fresh proof first.
    professionals("mfa_activate_totp", GET=302, POST=302),
    professionals("mfa_deactivate_totp", GET=302, POST=302),
    professionals("mfa_view_recovery_codes", GET=404),  # none made
    professionals("mfa_generate_recovery_codes", GET=302, POST=302),
    professionals("mfa_list_webauthn", GET=200),
    professionals("mfa_add_webauthn", GET=302, POST=302),
    professionals("mfa_remove_webauthn", GET=302, POST=302, kwargs={"pk": lambda record: 1}),
    professionals("mfa_edit_webauthn", GET=302, POST=302, kwargs={"pk": lambda record: 1}),
    professionals("mfa_reauthenticate_webauthn", GET=302, POST=302),  # no passkey: another way
]
