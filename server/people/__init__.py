"""Accounts, roles and grants. A secret or an invitation enters; a person with a scope leaves."""
