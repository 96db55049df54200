"""接访日 / Reception Day: one reception day, from the plan to the figures on the wall.

Entries come in from the sites, the journal keeps and counts them, the wall shows the count.
"""
