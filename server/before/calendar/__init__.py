"""Which date: a plan and the official days enter, the date of each month leaves, with what moved it and why.

Read `rules` first (what a plan says), then `shifts` (what becomes of a month) and `reasons` (why, in words).
`recurrence` reads RFC 5545, `official` knows the days off, `plans` stores a plan, `model` has the rows of series.
"""
