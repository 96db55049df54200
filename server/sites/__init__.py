"""Regions, reception sites and their devices. Enrolment codes enter; trusted devices leave.

``reference`` reads the fixed lists (regions, categories, outcomes); ``registering`` makes and changes sites; ``naming``
says how a name is written; ``devices`` finds the device of a token. Sites register themselves: ``inviting`` gives out a
code for a region (``linking``: how codes are written), ``applying`` is what a coordinator does at it, ``deciding`` what
the level above does, ``details`` what is told of a site and how two versions differ. ``ending`` ends a site for good,
``poster`` is what a site's poster says,
``sheets`` a list of sites from a workbook, ``listing`` the filters and orders of lists of sites and devices.
"""
