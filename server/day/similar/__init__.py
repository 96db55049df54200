"""Similar earlier matters: the index of what was told, and the matters of it that are most like another.

In: entries that say what came of a matter, by a reader of the journal of its own (``actions``). Out: up to three
matters within the viewer's places (``reads``). ``rules`` decides how alike two matters are, ``prints`` makes keyed
prints of terms.
"""
