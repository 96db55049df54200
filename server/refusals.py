"""Unites what the rooms refuse: a module that imports this one has every code with its sentences (errors.sentence)."""

from server.after.bulletin import refusals as bulletin
from server.after.care import refusals as care
from server.after.case import refusals as case
from server.after.sample import refusals as sample
from server.after.supervision import refusals as supervision
from server.before.agenda import refusals as agenda
from server.before.asking import refusals as asking
from server.before.booking import refusals as booking
from server.before.calendar import refusals as calendar
from server.before.planning import refusals as planning
from server.before.readiness import refusals as readiness
from server.before.rehearsing import refusals as rehearsing
from server.before.roster import refusals as roster
from server.before.starting import refusals as starting
from server.before.topics import refusals as topics
from server.before.triage import refusals as triage
from server.day.calling import refusals as calling
from server.day.meeting import refusals as meeting
from server.day.outcome import refusals as outcome
from server.day.record import refusals as record
from server.day.sign_off import refusals as sign_off
from server.day.tally import refusals as tally
from server.errors import declare
from server.files import refusals as files
from server.http import refusals as http
from server.jobs import refusals as jobs
from server.journal import refusals as journal
from server.media import refusals as media
from server.notices import refusals as notices
from server.people import refusals as people
from server.printing import refusals as printing
from server.sites import refusals as sites
from server.units import refusals as units
from server.workbooks import refusals as workbooks

ROOMS = (
    *(http, files, printing, jobs, journal, media, workbooks, notices, people, sites, units),
    *(topics, calendar, agenda, roster, readiness, booking, asking, triage, planning, rehearsing, starting),
    *(record, calling, meeting, outcome, tally, sign_off, case, care, sample, supervision, bulletin),
)

for room in ROOMS:
    declare(room.REFUSALS)
