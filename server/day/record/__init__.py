"""The record of the day. Entries enter (``actions``); what of a matter is effective leaves (``reads``: start there)."""
