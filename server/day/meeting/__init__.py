"""The video reception. Enters: a call, and participants who sit down; leaves: a meeting that was held, and its end.

Read ``rules`` and ``actions`` first. ``officials`` asks officials to a meeting, ``entries`` says which entries its
leader may make, ``leaderless`` finds rooms without a leader, ``lines`` is what WebSockets do to seats, and ``judging``
takes seats whose right has ended. ``switchboard`` joins sockets, media and database. ``calls`` lists the receptions to
which an official was asked.
"""
