"""What came of it. A disposition with three explanations enters; a matter that may be closed leaves."""
