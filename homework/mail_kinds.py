"""The names of homework's mails."""

HOMEWORK = "homework"
QUIET = "homework-quiet"
NEW_EXERCISES = "homework-new"
CONCERN = "homework-concern"
