"""A whole day played through the public door. Enters: a day as a file; leaves: the tally it came to."""
