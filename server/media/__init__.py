"""Packets between the people of a call. Members and answers enter; packets for viewers, and states, leave.

plane.py is the intake; what needs no socket is pure. aiortc_seam.py alone knows aiortc, and alone names what aiortc
does not promise. Nothing here knows what a day or a meeting is.
"""
