"""The names of homework's mails."""

HOMEWORK = "homework"
CONCERN = "homework-concern"
