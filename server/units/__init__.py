"""Organisational units, and the posts that accounts hold at them. A list or a workbook enters; names for lists leave.

``rules`` says what a unit may be, ``actions`` makes and changes them; ``sheets`` declares the columns of their
workbooks and judges a whole one, ``post_sheets`` those of posts.
What a post allows stands in ``server/people`` (``posts``, ``positions``).
"""
