"""What came of a matter. Enters: an outcome in the journal; leaves: ``OutcomeRecorded``. Requirements: ``rules``.

``letters`` makes the notice that goes with an outcome, in the words of ``law``.
"""
