"""The entry check. Enters: one object of a request; leaves: a sound entry or the code of its refusal."""
