"""Someone comes. A registration enters; a matter with a ticket on its site's list leaves."""
