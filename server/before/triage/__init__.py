"""Triage: petition officers sort what was pre-registered, so that people travel to the right place or not at all.

In: bookings as phones sent them. Out: a decision on each with its reason and an undo, the written route of a matter
that belongs to court or an agency, and bookings that another place accepted. Read ``rules`` first: the states, what
leads from one to another, and the clocks. ``deciding`` is what every decision goes through, ``undoing`` takes one back,
``joining`` has bookings that are one matter heard together, ``words`` seals what was said, ``telling`` writes to the
person.
"""
