"""What the public is told of an announced day.

In: days, their plans and the versions of these. Out: the notice of a day, without an account. Read ``notice`` first:
what a notice says and what changed since. ``words`` has the sentences that every notice shares.
"""
