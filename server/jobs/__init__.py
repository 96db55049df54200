"""Durable work at a time. A room puts a job in its own transaction (``actions``); ``worker`` does it when it is due."""
