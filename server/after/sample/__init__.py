"""Sample call-backs: whether what sites count as resolved on site is resolved for the people whose matters they are.

Enters: the matters of a day that are counted as resolved on site, of which an organiser draws some of each site, and
what comes of the calls. Leaves: the result of each site, which stands beside its figure and changes none. ``drawing``
is the auditable draw, which other rooms use too; ``actions`` draws and enters calls; ``sealing`` seals what was said.
"""
