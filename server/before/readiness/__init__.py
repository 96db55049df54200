"""Readiness: whether each site can receive on its day. Results of checks enter; the board, incidents, reminders leave.

``rules`` are the checks, the four rounds and how results become marks; ``measures`` judges what was measured;
``escalation`` is the life of an incident and the level that clears it. ``board`` reads the marks of a range of places,
``actions`` takes results, ``incidents`` opens, leads and ends incidents. ``reminding`` writes to coordinators of sites
that are not ready, ``rolls`` is the roll call. ``testing`` lends a device two legs of the media plane, by ``frames``.
"""
