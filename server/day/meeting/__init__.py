"""The reception itself. Enters: who was called and who sits down; leaves: a meeting that was held, and how it ended."""
