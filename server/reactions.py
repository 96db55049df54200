"""What follows what: when a message is told, these actions happen in the same transaction. The plot of the day."""

from server.db import Reactions

REACTIONS: Reactions = {}
