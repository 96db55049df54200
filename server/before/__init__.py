"""The weeks before the day. The plan enters as a schedule file or by the organisers; days and their sites leave."""
