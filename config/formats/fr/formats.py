"""Dates and times as Quebec writes them: "23 novembre 2026, 17 h 30", with no-break spaces around the h."""

DATE_FORMAT = "j F Y"
SHORT_DATE_FORMAT = "j M Y"
MONTH_DAY_FORMAT = "j F"
TIME_FORMAT = "G\xa0\\h\xa0i"
DATETIME_FORMAT = f"{DATE_FORMAT}, {TIME_FORMAT}"
SHORT_DATETIME_FORMAT = f"{SHORT_DATE_FORMAT}, {TIME_FORMAT}"
FIRST_DAY_OF_WEEK = 1
