"""What came of it. Enters: what a leader decided; leaves: a disposition with all that its kind requires."""
