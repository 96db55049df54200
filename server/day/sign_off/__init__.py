"""Sign-off: each level confirms its figures, from the sites up to the region that holds the day.

Enters: figures as the journal counts them; leaves: signatures with a stored copy, and adjustments that stand beside it.
``levels`` orders the levels, ``copies`` says what a copy of figures is and how two differ, ``frozen`` reads the copy
for others, ``suppression`` hides small cells of a table that the public reads, ``public`` makes that table.
"""
