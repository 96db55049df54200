"""The rehearsal of a planned day: a copy of its plan, practised at every site, scored, and purged.

In: the plan of a day (``copying``), and what an organiser asks for (``actions``). Out: a score per site. Read ``rules``
first: the states of a rehearsal and what makes a score. ``keeping`` has a process of its own (``process``, started from
``server/rehearsal/of_day``) serve the copy, writes its scores into this database, and removes the copy at the end;
``links`` are the addresses at which sites and people come in, ``sheets`` the scores as rows.
"""
