"""The waiting list. Enters: who waits and which sites are heard; leaves: who is called next, by whom, and why."""
