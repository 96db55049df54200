"""Append-only. Entries enter; accepted entries leave, hash-chained per site and counted in the same transaction."""
