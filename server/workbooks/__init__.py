"""Workbooks: the bytes of an .xlsx, .xls or .csv enter, typed rows and a report leave; rows enter, a file leaves.

A room declares columns (``columns.Column``) and gives them to ``Decoder.read`` (``decoding``), which is in the
application under ``WORKBOOKS`` (``keys``): the file is decoded by a process of its own (``child``), whose memory and
time have limits; ``rows`` finds the header and makes values of cells (``cells``). What is wrong is a ``Fault`` with row
and column, and nothing is imported while there is one. ``writing`` makes workbooks and CSV. This package knows no room.
"""
