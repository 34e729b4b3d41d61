"""The kinds of mail of this app, by name."""

MEASURES_ASKED = "measures.asked"
