"""What came of a matter. Enters: an outcome in the journal; leaves: ``OutcomeRecorded``. Requirements: ``rules``."""
