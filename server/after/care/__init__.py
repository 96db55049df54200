"""Care after a case was opened: what a person is to look after, and what the petitioner says of it.

Enters: a petitioner on the page of the ticket (``payments``, ``ratings``), who follows a case (``tasks``,
``call_backs``), who supports the petitioner (``supporting``), and a job at the dates of each case (``looking_after``).
``causes`` computes from a case what there is to look after and since when, ``concerning`` which lines of a ledger a
petitioner is shown. Nothing here is counted into a figure of the ledger but by a line of the ledger.
"""
