"""Notices to people: what to say enters with the action that needs it, mail leaves later. Read ``actions`` first."""
