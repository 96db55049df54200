"""The rights of each role to each route and object: declared here by hand, and compared with every route that there is.

``POLICY`` has a line for every operation: which kind of caller it is for, what an account must be able to do
(tests/people/test_rules.py holds the roles to the product's table), what the object is, and what is answered where
everything is in order. All else follows: 401 without a sign-in, 403 without the right, 404 for what lies beyond one's
places or does not exist, and these two in the very same words.
"""

from collections.abc import Mapping

from tests.support.asking import NOT_THERE, Ask
from tests.support.policy_of_attention import OF_ATTENTION
from tests.support.policy_of_bookings import OF_BOOKINGS
from tests.support.policy_of_bulletins import OF_BULLETINS
from tests.support.policy_of_cases import OF_CASES
from tests.support.policy_of_notices import OF_NOTICES
from tests.support.policy_of_planning import OF_PLANNING
from tests.support.policy_of_questions import OF_QUESTIONS
from tests.support.policy_of_registrations import OF_REGISTRATIONS
from tests.support.policy_of_rehearsals import OF_REHEARSALS
from tests.support.policy_of_sign_off import OF_SIGN_OFF
from tests.support.policy_of_topics import OF_TOPICS

_MEETING = "/api/meetings/{meeting}"
_DAY, _AT = "/api/days/{day}", "/api/days/{day}/sites/{site}"
_NO_DAY = {"date": "2024-01-11", "holder": "{place}", "opens_at": "09:00:00", "closes_at": "08:30:00"}
"""A planner of that region would have it planned, but for its hours."""
_PLAN = {"rule": "FREQ=MONTHLY;BYDAY=2TH"}
_NO_SERIES = {
    "series": "no-series",
    "holder": "{place}",
    "name_zh": "接访日",
    "name_en": "Reception day",
    "opens_at": "09:00:00",
    "closes_at": "08:30:00",
    "plan": _PLAN,
}
_TOLD = {"name_zh": "接访点", "name_en": "Site"}
_NO_SITE = {"region": "{place}", **_TOLD, "telephone": "call us"}
_SITE_UNSEEN = {**_TOLD, "seen": {**_TOLD, "kind": "main", "rooms": 999, "telephone": None, "address": None}}
_NO_OFFICIAL_DAYS = {"version": 0, "is_complete": True, "days": [{"date": "2026-01-01", "kind": "holiday"}]}
"""Of another year than the one that is asked."""
_NO_REPORT = {
    "id": "018bb165-9350-7000-8000-000000000001",
    "room": 999,
    "camera": "works",
    "microphone": "works",
    "sees_chair": True,
    "hears_chime": True,
}
_UNIT = {"name_zh": "人社局", "kind": "hrss_bureau"}
_NO_UNIT = {"code": "no code", "region": "{place}", **_UNIT}
_UNIT_UNSEEN = {**_UNIT, "seen": {**_UNIT, "name_zh": "别的局"}}
_SINCE = "2026-12-10T00:00:00Z"
_POST_UNSEEN = {"since": _SINCE, "version": 999}
_NO_POST = {"account": "{account}", "region": "{place}", "kind": "expert", "since": _SINCE, "until": _SINCE}
_NO_DUTY = {"kind": "leader", "account": "018bb165-9350-7000-8000-000000000001"}
"""A duty at no place."""
_LEAVE = {"first": "2026-12-10", "last": "2026-12-11"}
_RECUSAL = {"kind": "place", "region": "430102", "reason": "亲属任职"}
_WRONG_PASSWORD = {"password": "not the password"}

POLICY: Mapping[str, tuple[Ask, ...]] = {
    # open to all, without a sign-in
    "GET /healthz": (Ask("anyone", "200"),),
    "GET /readyz": (Ask("anyone", "200"),),
    "GET /metrics": (Ask("anyone", NOT_THERE),),  # the callers of this test come by a proxy
    "GET /api/openapi.json": (Ask("anyone", "200"),),
    "POST /api/sign-in": (Ask("anyone", "401 wrong_sign_in", body={"login": "no.{seat}", "password": "x"}),),
    "GET /api/invitations/{token}": (Ask("anyone", "404 link_not_valid", about="link"),),
    "POST /api/invitations/{token}/accept": (
        Ask("anyone", "404 link_not_valid", about="link", body={"login": "somebody", "password": "0"}),
    ),
    "POST /api/enrolments/look": (Ask("anyone", "404 code_not_valid", body={"code": "00000000"}),),
    "POST /api/enrolments/claim": (Ask("anyone", "404 code_not_valid", body={"code": "00000000"}),),
    **{
        f"GET /api/public/{operation}": (
            Ask("anyone", "200", about=f"public {about}"),
            Ask("anyone", NOT_THERE, about=f"no public {about}"),
        )
        for operation, about in (
            ("days/{day}/notice", "day"),
            ("days/{day}/notice.pdf", "day"),
            ("sites/{site}", "site"),
        )
    },
    "GET /api/calendars/{token}.ics": (Ask("anyone", NOT_THERE, about="no calendar"),),
    # oneself
    "GET /api/me/calendars": (Ask("account", "200"),),
    "POST /api/me/calendars": (
        Ask("account", "201", body={"series": None}),
        Ask("account", "201", "manage_days", "series", body={"series": "{series}"}),
    ),
    "DELETE /api/me/calendars/{calendar}": (Ask("account", "204", about="another's calendar"),),
    "GET /api/me": (Ask("both", "200"),),
    "GET /api/me/contact": (Ask("account", "200"),),
    "PUT /api/me/contact": (Ask("account", "422 address_form", body={"email": "no address"}),),
    "GET /api/units": (Ask("account", "200", "manage_units"),),
    "POST /api/units": (Ask("account", "422 unit_code_form", "manage_units", "region", body=_NO_UNIT),),
    "PUT /api/units/{unit}": (Ask("account", "409 unit_changed", "manage_units", "unit", body=_UNIT_UNSEEN),),
    "GET /api/posts-table": (Ask("account", "200", "manage_units"),),
    "POST /api/posts-table": (Ask("account", "415 unsupported_file", "manage_posts", body={}),),
    "GET /api/units-table": (Ask("account", "200", "manage_units"),),
    "POST /api/units-table": (Ask("account", "415 unsupported_file", "manage_units", body={}),),
    "GET /api/posts": (Ask("account", "200", "manage_units"),),
    "POST /api/posts": (Ask("account", "422 post_time", "manage_posts", "region for an account", body=_NO_POST),),
    "PUT /api/posts/{post}": (Ask("account", "409 post_changed", "manage_posts", "post", body=_POST_UNSEEN),),
    "POST /api/posts/{post}/end": (Ask("account", "200", "manage_posts", "post"),),
    "GET /api/places/{place}/units": (Ask("both", "200", about="numbered place"),),
    "GET /api/me/posts": (Ask("account", "200"),),
    "PUT /api/me/post": (Ask("account", "204", body={"post": None}),),
    "GET /api/sessions": (Ask("account", "200"),),
    "DELETE /api/sessions/{session}": (
        Ask("account", "204", about="own session"),
        Ask("account", "204", about="another's session"),
    ),
    "POST /api/confirmation": (Ask("account", "403 wrong_password", body=_WRONG_PASSWORD),),
    "POST /api/password": (Ask("account", "403 wrong_password", body={"current": "0", "new": "0123456789a"}),),
    "POST /api/totp": (Ask("account", "403 wrong_password", body=_WRONG_PASSWORD),),
    "POST /api/totp/confirm": (Ask("account", "409 totp_not_started", body={"code": "000000"}),),
    "POST /api/totp/remove": (Ask("account", "403 wrong_password", body=_WRONG_PASSWORD),),
    # people
    "POST /api/invitations": tuple(
        Ask("account", "201", "manage_people", about, body={"name": "李四", "role": "auditor", where: f"{{{where}}}"})
        for about, where in (("region", "place"), ("site that is there", "site"))
    ),
    "GET /api/accounts": (Ask("account", "200", "manage_people"),),
    "GET /api/accounts-table": (Ask("account", "200", "manage_people"),),
    "PATCH /api/accounts/{account}": (
        Ask("account", "200", "manage_people", "account", body={"suspended": False}),
        Ask("account", "200", "manage_people", "region for an account", body={"place": "{place}"}),
    ),
    "POST /api/accounts/{account}/invitations": (Ask("account", "201", "manage_people", "account"),),
    "GET /api/audit": (
        Ask("account", "200", "see_log"),
        Ask("account", "200", "see_log", "line", query="?cursor={line}"),
    ),
    "GET /api/audit/export": (Ask("account", "200", "see_log"),),
    "POST /api/audit/verification": (Ask("account", "200", "see_log"),),
    **OF_NOTICES,
    **OF_BOOKINGS,
    **OF_QUESTIONS,
    **OF_PLANNING,
    **OF_REHEARSALS,
    **OF_REGISTRATIONS,
    **OF_TOPICS,
    **OF_ATTENTION,
    **OF_SIGN_OFF,
    **OF_CASES,
    **OF_BULLETINS,
    # sites and devices
    "GET /api/reference": (Ask("both", "200"),),
    "GET /api/dispositions": (Ask("both", "200"),),
    # the first steps
    "GET /api/first-steps": (Ask("account", "200", "manage_days"),),
    "PUT /api/first-steps/{step}": (
        Ask("account", "200", "manage_days", "first step", body={"ticked": False}),
        Ask("account", NOT_THERE, "manage_days", "no such name", body={"ticked": False}),
    ),
    "POST /api/first-steps/sites/sample": (Ask("account", "409 sites_there", "manage_days"),),
    "GET /api/sites": (Ask("account", "200", "manage_days"),),
    "POST /api/sites": (Ask("account", "422 telephone_form", "manage_days", "region", body=_NO_SITE),),
    "PUT /api/sites/{site}": (Ask("account", "409 site_changed", "manage_days", "site", body=_SITE_UNSEEN),),
    "GET /api/devices": (Ask("account", "200", "enrol_device"),),
    "GET /api/devices-table": (Ask("account", "200", "enrol_device"),),
    "GET /api/sites/{site}/devices": (Ask("account", "200", "enrol_device", "site"),),
    "POST /api/sites/{site}/enrolments": (Ask("account", "201", "enrol_device", "site", body={"label": "二号台"}),),
    "POST /api/me/device": (Ask("account", "404 not_found", body={"token": "no device has this"}),),
    "DELETE /api/devices/{device}": (Ask("account", "200", "enrol_device", "device"),),
    # the day
    "GET /api/days": (Ask("both", "200"),),
    "POST /api/days": (Ask("account", "422 hours_reversed", "manage_days", "region", body=_NO_DAY),),
    # series: their dates, and the official days, which are for the organisers of the province
    "GET /api/series": (Ask("account", "200", "manage_days"),),
    "POST /api/series": (Ask("account", "422 hours_reversed", "manage_days", "region", body=_NO_SERIES),),
    "GET /api/series/{series}/years/{year}": (Ask("account", "200", "manage_days", "series"),),
    "GET /api/series/{series}/days": (Ask("account", "200", "manage_days", "series"),),
    "PUT /api/series/{series}/plan": (
        Ask("account", "409 plan_changed", "manage_days", "series", body={"version": 999, "plan": _PLAN}),
    ),
    "POST /api/calendar/preview": (Ask("account", "200", "manage_days", body={"year": 2026, "plan": _PLAN}),),
    "GET /api/official-days/{year}": (Ask("account", "200", "manage_days", "year"),),
    "PUT /api/official-days/{year}": (
        Ask("account", "422 official_dates", "manage_days", "province's year", body=_NO_OFFICIAL_DAYS),
    ),
    f"GET {_DAY}": (Ask("both", "200", about="day"),),
    f"GET {_DAY}/plan": (Ask("account", "200", "manage_days", "day"),),
    f"PUT {_DAY}/plan": (
        Ask("account", "409 plan_changed", "manage_days", "day", body={"version": 999, "plan": {"sites": []}}),
    ),
    f"PUT {_AT}/plan": (Ask("account", "409 plan_changed", "manage_days", "site", body={"version": 999, "plan": {}}),),
    f"POST {_DAY}/commands": (Ask("account", "409 not_from_here", "manage_days", "day", body={"command": "announce"}),),
    f"POST {_AT}/commands": (Ask("account", "409 not_from_here", "run_site", "site", body={"command": "recover"}),),
    # readiness
    f"GET {_DAY}/readiness": (
        Ask("account", "200", "run_site", "day"),
        Ask("account", "200", "run_site", "place", query="?place={place}"),
    ),
    f"GET {_AT}/readiness": (Ask("both", "200", "run_site", "site"),),
    f"POST {_AT}/reports": (Ask("device", "422 no_such_room", about="site", body=_NO_REPORT),),
    f"POST {_AT}/marks": (
        Ask("account", "422 no_such_room", "run_site", "site", body={"check": "line", "room": 999, "passed": True}),
    ),
    f"POST {_AT}/retests": (Ask("account", "200", "run_site", "site"),),
    f"POST {_DAY}/incidents/{{incident}}/commands": (
        Ask("account", "422 note_missing", "run_site", "incident", body={"command": "end"}),
    ),
    f"GET {_DAY}/reminders": (Ask("account", "200", "run_site", "day"),),
    f"POST {_DAY}/reminders": (Ask("account", "409 no_address", "run_site", "day", body={"sites": []}),),
    f"POST {_DAY}/rolls/{{region}}": (Ask("account", "200", "run_site", "roll"),),
    f"GET {_DAY}/roster": (Ask("account", "200", "keep_roster", "day"),),
    f"POST {_DAY}/duties": (Ask("account", "422 duty_place", "keep_roster", "day", body=_NO_DUTY),),
    f"PUT {_DAY}/duties/{{duty}}": (
        Ask("account", "409 duty_changed", "keep_roster", "duty", body={**_NO_DUTY, "seen": _NO_DUTY}),
    ),
    f"DELETE {_DAY}/duties/{{duty}}": (
        Ask("account", "409 duty_changed", "keep_roster", "duty", query="?version=999"),
    ),
    f"POST {_DAY}/duties/{{duty}}/commands": (
        Ask("account", "409 no_substitute", "keep_roster", "duty", body={"command": "take_over"}),
    ),
    f"GET {_DAY}/roster-table": (Ask("account", "200", "keep_roster", "day"),),
    f"POST {_DAY}/roster-table": (Ask("account", "415 unsupported_file", "keep_roster", "public day", body={}),),
    f"GET {_DAY}/attendance-table": (Ask("account", "200", "keep_roster", "day"),),
    f"POST {_DAY}/roster/copy": (Ask("account", "404 no_last_day", "keep_roster", "day"),),
    f"POST {_DAY}/roster/fill": (Ask("account", "200", "keep_roster", "day"),),
    "GET /api/absences": (Ask("account", "200"),),
    "POST /api/leaves": (Ask("account", "422 leave_days", body={"first": "2026-12-10", "last": "2026-12-09"}),),
    "GET /api/leaves": (Ask("account", "200", "keep_roster"),),
    "GET /api/kept-accounts": (Ask("account", "200", "keep_roster"),),
    "PUT /api/leaves/{leave}": (Ask("account", NOT_THERE, about="no duty", body={**_LEAVE, "seen": _LEAVE}),),
    "DELETE /api/leaves/{leave}": (Ask("account", NOT_THERE, about="no duty"),),
    "POST /api/recusals": (Ask("account", "422 recusal_form", body={"kind": "employer", "reason": "0"}),),
    "GET /api/recusals": (Ask("account", "200", "keep_roster"),),
    "PUT /api/recusals/{recusal}": (Ask("account", NOT_THERE, about="no duty", body={**_RECUSAL, "seen": _RECUSAL}),),
    "DELETE /api/recusals/{recusal}": (Ask("account", NOT_THERE, about="no duty"),),
    "GET /api/me/calls": (Ask("account", "200"),),
    "GET /api/duties": (Ask("account", "200"),),
    "POST /api/duties/{duty}/take-over": (Ask("account", NOT_THERE, about="no duty"),),
    "POST /api/duties/{duty}/hand-over": (Ask("account", NOT_THERE, about="no duty"),),
    # entries
    f"POST {_AT}/entries": (Ask("device", "200", about="site", body={"entries": [{}]}),),
    f"GET {_AT}/entries": (Ask("both", "200", "see_records", "site", query="?status=refused"),),
    f"GET {_AT}/entries/{{entry}}": (Ask("both", "200", "see_records", "entry"),),
    f"POST {_AT}/visits": (Ask("device", "200", about="site", body={"phone": "12000000001"}),),
    f"POST {_DAY}/matters/{{matter}}/unmask": (
        Ask("account", "200", "unmask", "matter", body={"site": "{site}", "reason": "回访前核对"}),
    ),
    # the waiting list: it is empty
    f"GET {_DAY}/waiting": (
        Ask("both", "200", "call", "day"),
        Ask("both", "200", "call", "place", query="?place={place}"),
    ),
    f"POST {_DAY}/calls": (
        Ask("both", "409 nobody_waiting", "call", "day", body={"mode": "video"}),
        Ask("both", "409 nobody_waiting", "call", "site", body={"mode": "phone", "site": "{site}"}),
    ),
    f"POST {_AT}/turns/{{matter}}/commands": (
        Ask("both", "409 not_from_here", "call", "matter", body={"command": "release"}),
    ),
    f"GET {_AT}/numbers": (Ask("device", "200", about="site"),),
    f"GET {_AT}/calling": (Ask("both", "200", "see_tally", "site"),),
    f"GET {_DAY}/matters/{{matter}}/brief": (Ask("account", "200", "call", "matter", query="?site={site}"),),
    "GET /api/tickets/{code}": (
        Ask("anyone", "200", about="ticket"),
        Ask("anyone", NOT_THERE, about="no ticket"),
    ),
    # meetings: each was called by its site's own desk, and no participant has sat down
    "GET /api/meetings": (
        Ask("both", "200", "attend"),
        Ask("both", "200", "attend", query="?place=430102"),
    ),
    f"GET {_MEETING}": (Ask("both", "200", "attend", "meeting"),),
    f"POST {_MEETING}/commands": (Ask("both", "403 not_at_table", "attend", "meeting", body={"command": "leave"}),),
    f"GET {_MEETING}/officials": (Ask("account", "403 not_your_meeting", "attend", "meeting"),),
    f"POST {_MEETING}/entries": (Ask("account", "403 not_your_meeting", "attend", "meeting", body={"entries": [{}]}),),
    # figures
    f"GET {_DAY}/tally": (
        Ask("both", "200", "see_tally", "day"),
        Ask("both", "200", "see_tally", "place", query="?place={place}"),
    ),
    f"GET {_DAY}/board": (
        Ask("both", "200", "see_tally", "day"),
        Ask("both", "200", "see_tally", "place", query="?place={place}"),
    ),
    f"GET {_DAY}/intake": (Ask("both", "200", "see_tally", "day"),),
    f"GET {_DAY}/matters": (
        Ask("both", "200", "see_records", "day"),
        Ask("both", "200", "see_records", "place", query="?place={place}"),
    ),
    f"GET {_DAY}/matters/{{matter}}": (Ask("both", "200", "see_records", "matter", query="?site={site}"),),
    "GET /api/live": (),  # no answer but a conversation: expected_to_hear
    # the way out
    "POST /api/sign-out": (Ask("account", "204", ends=True),),
    "POST /api/sign-out-everywhere": (Ask("account", "204", ends=True),),
}
