"""The timetable: which leader receives which booking, and when.

Leaders' duties, sites and bookings enter; timetables, appointments and letters leave.

``instance`` is what a plan is made from, ``attending`` which officials are needed, ``roads`` how long a leader is
under way between two sites, ``planner`` makes it, ``at_once`` makes those that need no solver, ``solving`` has their
parts; all of this is pure. ``child`` is the process that plans, ``carrying`` what goes to it and comes back,
``running`` starts it and hears of each better plan, ``working`` is the job that writes these as a suggestion.
``conflicts`` finds what is wrong with a draft, with a fix; ``standing`` says what the planner may not touch;
``by_hand`` gives one booking its leader and time, ``telling`` writes to leaders, ``reactions`` to persons.
"""
