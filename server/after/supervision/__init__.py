"""Supervision: groups that go to counties, what they draw, check and find there, and what is answered.

Enters: groups with regions, people and cases, kept by an organiser. Leaves: draws of counties that can be repeated,
checklists of the counties drawn, and findings with a unit, a date and a reply. ``actions`` does it, ``sealing`` seals
what was noted, ``answers`` of the routes says it; the draw itself is that of samples (decision 150).
"""
