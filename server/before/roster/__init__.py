"""Who receives and who is on duty on a day. What officers plan enters; leaders of sites, rights and notices leave.

A *duty* is one account's row: a leader at a site or for a region, a department's official, an expert, an interpreter.
``rules`` has its hours, its window of rights and what conflicts with it; ``planning`` sets and removes duties,
``settling`` makes the leader of each site in the agenda agree with them, ``rights`` gives the posts
of a duty, ``standing_in`` lets a substitute take over, ``attending`` notes who was there,
``sheets`` and ``filling`` set many duties at once, ``loading`` those of a schedule file,
``telling`` writes the notices,
``absences`` are leaves and recusals, ``clashes`` the coming duties that they conflict with.
"""
