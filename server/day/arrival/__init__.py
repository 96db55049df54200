"""Someone comes. Enters: what a site's device recorded; leaves: an answer for each entry, and who waits."""
