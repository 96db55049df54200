"""What the public and calendars are told of days.

In: days, their plans and the versions of these. Out: the notice of a day, without an account, and calendars at secret
addresses. Read ``notice`` first: what a notice says and what changed since. ``words`` has the sentences that every
notice shares, ``events`` the days as events of a calendar, ``ical`` writes these, ``feeds`` keeps the addresses,
``duties`` is what calendars are told of duties, ``paper`` is a notice for print.
"""
