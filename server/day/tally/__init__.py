"""The figures. Enters: what the journal counted; leaves: tally, board, attention list and the records behind each."""
