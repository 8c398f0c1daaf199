"""Calendar objects, in and out. The only room that knows the `icalendar` library."""
