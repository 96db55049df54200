"""A petitioner comes. Enters: a registration of the record; leaves: earlier visits, and a log of who saw it in full.

``visits`` finds a petitioner's other matters by the keyed print of their number.
"""
