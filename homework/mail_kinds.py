"""The names of homework's mails."""

HOMEWORK = "homework"
NEW_EXERCISES = "homework-new"
CONCERN = "homework-concern"
