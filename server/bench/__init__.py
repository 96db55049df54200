"""What it costs: each bench measures us beside a peer or a floor, in the same run, and gives ratios."""
