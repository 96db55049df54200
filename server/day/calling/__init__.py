"""The waiting list. In: people who wait, sites that are heard, commands. Out: calls, each with its caller and reason.

Read first ``rules`` (the states, ``TRANSITIONS``, ``RIGHTS``), then ``actions`` (``COMMANDS``: one function for each
command) and ``calls`` (the call itself); ``order`` says who is next, purely.
"""
