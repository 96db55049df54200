"""The files that may reach beyond a person's scope, and how: a new name on these lists is decided in the open."""

import re
from pathlib import Path

import pytest

from tests.support.tree import text, tracked

EVERYWHERE = {
    "after/care/api/answers.py": "names the unit that answers for a case",
    "after/care/api/phone.py": "finds for a ticket the case that stands for the own one, which may lie elsewhere",
    "after/care/api/supporting.py": "knows which units exist",
    "after/care/api/tasking.py": "looks which units an account answers for",
    "after/case/keys.py": "asks for the clock of a rehearsed day",
    "after/case/api/answers.py": "names the unit that answers for a case, and knows which do not exist any more",
    "after/case/api/backlog.py": "knows which units exist",
    "after/case/api/files.py": "knows which units exist, and which leaders have a place in charge",
    "after/case/api/lists.py": "knows which units do not exist any more, and which leaders have a place in charge",
    "after/case/api/own.py": "looks for the cases of one's own units, which lie where their sites do",
    "after/case/api/pressing.py": "looks who answers for a unit",
    "day/outcome/api/papers.py": "names the units above a site that a notice leads to",
    "erasure.py": "acts for the operator of the machine",
    "day/meeting/switchboard/unseating.py": "removes seats whose rights ended",
    "day/meeting/switchboard/telling.py": "looks which meetings concern the lines here",
    "backup.py": "holds every row",
    "before/announcing/api/calendars.py": "looks whose a calendar's address is",
    "before/announcing/api/sites.py": "tells the public of a site",
    "before/announcing/api/notice.py": "tells the public of a day at all its sites",
    "before/roster/api/absence_answers.py": "looks which of one's own duties conflict with one's own leave",
    "before/asking/api/officers.py": "looks which units of the levels above may be asked",
    "before/announcing/api/__init__.py": "tells calendars at the start of duties that earlier versions planned",
    "before/asking/api/files.py": "opens the files of answers to questions, which lie where their bookings do",
    "before/asking/api/own.py": "looks for the questions to one's own units, which lie where their bookings do",
    "before/booking/api/looking.py": "tells the public of a site, and which one is competent",
    "before/booking/api/own.py": "tells a phone which site is competent, and the day of its appointment",
    "before/booking/keys.py": "looks for the booking that a query code is of",
    "before/booking/api/telephones.py": "looks which site a code is asked for",
    "before/roster/api/own.py": "looks for one's own duties, which lie where the roster says",
    "before/rehearsing/keeping.py": "keeps the rehearsals of every place",
    "before/triage/api/deciding.py": "decides on bookings that lie elsewhere and were assigned to one's places",
    "before/triage/api/looking.py": "looks at bookings that were assigned to one's places",
    "before/triage/api/standing.py": "looks for the booking that a query code is of",
    "bench/calls.py": "measures",
    "bench/cases.py": "measures",
    "bench/notices.py": "measures",
    "bench/pair.py": "measures",
    "bench/table.py": "measures",
    "bench/readiness.py": "measures",
    "bench/similar.py": "measures",
    "bench/target.py": "measures",
    "bench/workbooks.py": "measures",
    "cli.py": "acts for the operator of the machine",
    "day/calling/keys.py": "looks for the ticket that a query code is of",
    "day/meeting/switchboard/dead_nodes.py": "looks which servers hold rooms",
    "day/meeting/api/handlers.py": "looks to which receptions an official was asked",
    "day/meeting/switchboard/entering.py": "looks whose seat a line may take",
    "day/meeting/switchboard/signalling.py": "looks at which meetings a line is wanted",
    "day/sign_off/api/tally.py": "tells the public of the figures of a whole day",
    "day/tally/api/feed.py": "asks for a day's clock and the viewer of a socket, and records which sites are heard",
    "db.py": "says what it is",
    "jobs/worker.py": "does the jobs of every place",
    "journal/readers.py": "looks which sites have entries that nothing followed yet",
    "journal/writer.py": "commits what many sites queued together",
    "notices/api.py": "ends the notices of every place that a gateway names",
    "notices/sender.py": "sends the notices of every place",
    "people/api/log.py": "checks the chain of the log, which spans every place",
    "people/api/own_posts.py": "looks which posts a person holds, which may lie outside the places of their account",
    "people/api/signing.py": "looks up the account that signs in",
    "people/open_desks.py": "hears whose rights changed anywhere",
    "people/sessions.py": "looks up the account of a session",
    "rehearsal/command.py": "plays a whole province",
    "rehearsal/links.py": "opens its desks",
    "rehearsal/of_day/child.py": "reads the scores of every site of a rehearsal",
    "rehearsal/of_day/entering.py": "opens its desks",
    "rehearsal/of_day/staging.py": "makes a whole day",
    "rehearsal/petitioners.py": "counts who was drawn",
    "rehearsal/stage.py": "plays a whole province",
    "rehearsal/stand_ins.py": "sits at every site of it",
    "rehearsal/tempo.py": "changes the day's clock",
    "sealing.py": "makes and reads keys, which belong to no place",
    "serving.py": "invites the first organiser",
    "before/topics/api/handlers.py": "knows which codes of units there are",
    "sites/api/devices.py": "looks for the code that a device brings",
    "sites/api/own.py": "looks which region a coordinator's link is for",
    "sites/devices.py": "looks for the device that a token belongs to",
    "units/api/post_tables.py": "knows which units a sheet of posts may name",
    "units/api/units.py": "names the units above a place, and knows which codes are taken",
    "verify/__init__.py": "refolds every row",
    "commands/day.py": "acts for the operator of the machine",
    "commands/jobs.py": "acts for the operator of the machine",
    "commands/notices.py": "acts for the operator of the machine",
    "commands/plan.py": "acts for the operator of the machine",
    "commands/planned.py": "acts for the operator of the machine",
    "commands/people.py": "acts for the operator of the machine",
    "commands/terminal.py": "looks which version and whose a database is",
}
STORE = {
    "backup.py",
    "bench/calls.py",
    "bench/cases.py",
    "bench/notices.py",
    "bench/table.py",
    "bench/similar.py",
    "bench/target.py",
    "bench/workbooks.py",
    "db.py",
    "cli.py",
    "journal/writer.py",
    "people/api/log.py",
    "rehearsal/command.py",
    "sealing.py",
    "verify/__init__.py",
    "commands/day.py",
    "commands/terminal.py",
}
CLOCK = {"clock.py"}
INSIDE = {"backup.py", "db.py", "engine.py", "erasure.py"}


def files_with(pattern: str) -> set[str]:
    code = [path for path in tracked("server/*.py") if "migrations" not in path.parts]
    return {str(Path(*path.parts[1:])) for path in code if re.search(pattern, text(path))}


def test_only_these_act_for_no_person() -> None:
    assert files_with(r"\bEVERYWHERE\b") == set(EVERYWHERE)


@pytest.mark.parametrize(
    ("pattern", "allowed"),
    [
        (r"\.(store|batch)\(", STORE),
        (r"\b_session\b|\b_engine\b|create_async_engine|AsyncSession", INSIDE),
        (r"datetime\.now|date\.today|utcnow|time\.time\(|monotonic\(|perf_counter", CLOCK),
    ],
    ids=["the store", "the database's inside", "the time"],
)
def test_only_these_reach_for(pattern: str, allowed: set[str]) -> None:
    assert files_with(pattern) == allowed
