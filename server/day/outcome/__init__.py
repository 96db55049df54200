"""What came of a matter. Enters: an outcome in the journal; leaves: ``OutcomeRecorded``. Requirements: ``rules``.

``letters`` makes the notice that goes with an outcome, in the words of ``law``; ``signing`` keeps how the
petitioner answered the outcome that was read back.
"""
