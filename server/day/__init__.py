"""The day: record, arrival, calling, meeting, outcome and tally; each imports the earlier ones."""
