"""A petitioner comes. Enters: who they are, from the record; leaves: their earlier visits, and who saw them in full."""
