"""The waiting list. In: who waits, which sites are heard, commands; out: who is called next, by whom, and why.

Read first ``rules`` (the states, ``TRANSITIONS``, ``RIGHTS``), then ``actions`` (``COMMANDS``: one function for each
command) and ``calls`` (the call itself); ``order`` says who is next.
"""
