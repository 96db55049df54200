"""The library of policy topics: what is agreed to be answered, in plain words, with its legal basis.

In: a topic as an organiser words it. Out: each topic as it stands, all its versions. Read ``rules`` first; ``fitting``
chooses the one for a matter, ``samples`` reads the shipped examples. A topic
belongs to the province and to no place: law is the same at every site.
"""
