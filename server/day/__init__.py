"""The day: arrival, calling, meeting, outcome and tally, in the order in which they happen."""
