"""The plan. Schedule files enter; days, sites of a day and their states leave.

``plans`` are what is planned of a day and of a site in it, ``planning`` changes them, ``postponing`` puts a day off and
calls it off; ``hours`` are a day's hours as instants. ``schedule_file`` reads a schedule file, ``schedule_rows`` are
its rows, ``schedule`` checks what they say, ``unit_tables`` those of units and posts, ``loading`` writes it all into
the database. ``commands`` has further verbs, ``origins`` the days made from dates of a series, ``opening`` opens a day
at its hour, ``commanding`` leads a site from its desk or from above, ``telling`` writes the notices of what becomes of
a day; ``leaving`` keeps a site that a day expects from ending.
"""
