"""Files that people hand in: sealed in the database in chunks, and given out only as what they were checked to be.

In: the bytes of an upload. Out: a picture, decoded and written anew, in rows of ``stored_file`` and ``file_chunk``.
``papers`` takes a PDF as well, which is only ever saved to a disk. Read ``pictures`` first: what is taken as a
picture and what is left of it. ``decoding`` keeps that work off the event loop, ``actions`` stores, reads and
removes. Backup, erasure and several servers need nothing more: files are rows.
"""
