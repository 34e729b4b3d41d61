"""Who asks, by kind; each of them is made in `world.py`."""

TRAINERS = ["lead", "cover", "former_cover", "stranger", "successor"]
ADMINS = ["admin", "glass_admin"]
PROFESSIONALS = [*TRAINERS, *ADMINS, "account_viewer"]
OWN_ACCOUNTS = ["client", "other_client"]
SIGNED_IN = [*PROFESSIONALS, *OWN_ACCOUNTS]


def for_all_signed_in(**statuses: int) -> dict[str, dict[str, int]]:
    """The same other answer to everybody who is signed in already."""
    return dict.fromkeys(SIGNED_IN, statuses)


# Admins may read the library, and find a trainer.
READ_BY_ADMINS = {admin: {"GET": 200} for admin in ADMINS}
