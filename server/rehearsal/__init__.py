"""A whole day played over HTTP. Enters: a day as a file; leaves: the tally it came to."""
