"""The kinds of mail of this app that rules schedule, by name."""

AFTER_VISIT = "careplan.after-visit"
