"""Regions, reception sites and their devices. Enrolment codes enter; trusted devices leave.

``reference`` reads the fixed lists (regions, categories, outcomes); ``devices`` finds the device of a token.
"""
