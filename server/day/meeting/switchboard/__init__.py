"""The switchboard joins live lines, rooms of media and the database. Read signalling.py first, then telling.py.

Enters: words of lines, of other servers and of commits. Leaves: frames to lines, words to other servers.
"""
