"""The day: agenda, arrival, outcome and tally, in the order in which they happen."""
