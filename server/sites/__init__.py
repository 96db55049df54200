"""Regions, reception sites and their devices. Enrolment codes enter; trusted devices leave."""
