"""The process that serves the rehearsal of a planned day. Enters: a copy of its plan; leaves: a score per site.

``child`` runs it, ``staging`` makes the day from the copy, ``entering`` opens its links, ``scoring`` reads the scores.
"""
