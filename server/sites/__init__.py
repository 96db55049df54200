"""Regions, reception sites and their devices. Enrolment codes enter; trusted devices leave.

``reference`` reads the fixed lists (regions, categories, outcomes); ``registering`` makes and changes sites; ``naming``
says how a name is written; ``devices`` finds the device of a token.
"""
