"""Asking: a matter is put to the competent unit before its hearing, with a due time, and the unit answers.

In: a question of a petition officer about a booking. Out: the unit's answer, or that there is none yet, for the brief
of the leader and for the wall (``reads.answers_of``, ``reads.count_open``). Read ``rules`` first: the states of a
question, when its answer is due, and who is reminded afterwards. ``competence`` names the competent units and who
answers for one, ``contents`` seals what is asked and answered, ``telling`` writes the notices and reminds.
"""
