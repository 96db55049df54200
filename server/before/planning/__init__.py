"""Who hears whom, and when. Leaders' duties, sites and wishes enter; the plan of a day leaves.

``instance`` is what a plan is made from, ``planner`` makes it, ``solving`` has its parts. They are pure and import
OR-Tools, so that the service has them run in a process of its own.
"""
