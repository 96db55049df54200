"""The first steps of a new installation: sites, a rule, a first day, invitations, a rehearsal.

In: what an organiser has made so far, and steps set aside by hand. Out: which steps are done, which are open. Read
``rules`` first; ``sample`` reads the sites of the shipped example.
"""
