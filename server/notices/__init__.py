"""Notices to people by mail. What a room has to say enters with its transaction; mail leaves later.

``actions`` is the outbox, ``sender`` does its jobs, ``carriers`` are the ways of sending that the settings give, each a
``channel``: ``mail``, ``hook`` (``addresses`` says where it may lie), ``wecom`` and ``console``. ``texts`` puts a
notice into words; ``receipts`` takes what a gateway says became of them. ``trial`` is one to try the settings with.
"""
