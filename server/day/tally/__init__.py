"""The figures. Enters: what the journal counted; leaves: tally, board, attention list and the records behind each.

``figures`` reads the tally of a scope, and keeps the copy that is published; ``behind`` reads the matters that a figure
counts. ``taking`` keeps what people take on from the attention list, ``tasks`` tells of it. ``chasing`` keeps the steps
of the chase of silent sites and what their desks answer, ``chase`` has its order. ``hot`` compares the last
hour with earlier days.
"""
