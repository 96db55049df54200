"""The weeks after: what becomes of the matters of a day until each is done and verified."""
