"""The clock and delivery process. APScheduler fires the timetable; rows in the database remember what was done."""
