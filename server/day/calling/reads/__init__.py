"""Queries of the waiting list. ``find_…`` gives None where there is nothing; ``get_…``, ``locked_…`` raise NotFound."""
