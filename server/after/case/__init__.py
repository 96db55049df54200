"""The case: what follows a matter whose outcome is not an end, until the petitioner confirms the end.

Enters: an accepted outcome (``reactions``) and what those who follow it up do. ``clocks`` computes the statutory time
limits, ``ledger`` the sums of each kind of money, ``handing_over`` who answers for the case, ``timeline`` its lines,
``sealing`` their words, ``sheets`` rows of a workbook.
"""
