"""The case: what follows a matter whose outcome is not an end, until the petitioner confirms the end.

Enters: an accepted outcome (``reactions``), cases of the backlog (``filing``), and what those who follow it up do.
``clocks`` computes the statutory time limits, ``deadlines`` by which table and rule, ``ledger`` the sums of each kind
of money, ``handing_over`` who answers for the case, ``own`` which cases are a unit's, ``leading`` who is in charge of
it, ``supervising`` what an organiser asks, ``merging`` which cases are one, ``likely`` which might be, ``reminding``
whose unit is told, ``payees`` who is owed what by a list, ``listing_payees`` how it is brought and read, ``curve`` how
sums rise, ``timeline`` its lines, ``sealing`` their words, ``sheets`` rows of a workbook.
"""
