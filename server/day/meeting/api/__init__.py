"""Routes to meetings, and the switchboard behind the live line."""

from server.day.meeting.api import handlers
from server.day.meeting.api.shapes import (
    MeetingAnswer,
    MeetingCommand,
    MeetingsPage,
    MeetingsQuery,
    OfficialsAnswer,
    OwnCallsAnswer,
)
from server.http.entries import EntriesAnswer, EntriesBody
from server.http.route import Opening, Route

_AT = "/api/meetings/{meeting}"

routes = [
    Route(
        "GET",
        "/api/meetings",
        handlers.get_meetings,
        query=MeetingsQuery,
        answer=MeetingsPage,
        who="session|device",
        errors=("not_allowed",),
        summary_zh="本人范围内的接访，最近的在前",
        summary_en="The meetings within one's places, the latest first",
    ),
    Route(
        "GET",
        "/api/me/calls",
        handlers.get_own_calls,
        answer=OwnCallsAnswer,
        summary_zh="今天请本人参加的接访：正在进行的和已结束的，新的在前",
        summary_en="The receptions of today to which one was asked as an official, the newest first",
    ),
    Route(
        "GET",
        _AT,
        handlers.get_meeting,
        answer=MeetingAnswer,
        who="session|device",
        errors=("not_found", "not_allowed"),
        summary_zh="一场接访：座位、事项和还缺什么",
        summary_en="One meeting: its seats, its matter, and what it lacks",
    ),
    Route(
        "POST",
        f"{_AT}/commands",
        handlers.post_meeting_command,
        body=MeetingCommand,
        answer=MeetingAnswer,
        who="session|device",
        every_time=True,
        errors=(
            *("not_found", "not_allowed", "not_at_table", "not_your_meeting", "not_from_here", "changed_meanwhile"),
            *("meeting_ended", "meeting_full", "seat_taken", "outcome_missing", "not_invitable", "invalid"),
            *("leader_not_gone", "hand_over_out_of_reach"),
        ),
        summary_zh="入座、进入、离开、结束、邀请、请离、全体静音、再响铃、另请领导",
        summary_en="Seat the petitioner, enter, leave, end, invite, remove, mute all, ring again, ask other leaders",
        example={"command": "enter"},
    ),
    Route(
        "GET",
        f"{_AT}/officials",
        handlers.get_officials,
        answer=OfficialsAnswer,
        capability="attend",
        errors=("not_found", "not_your_meeting", "meeting_ended"),
        summary_zh="可邀请参加接访的人员",
        summary_en="The officials that the leader may ask to a meeting",
    ),
    Route(
        "POST",
        f"{_AT}/entries",
        handlers.post_meeting_entries,
        body=EntriesBody,
        answer=EntriesAnswer,
        capability="attend",
        reads_itself=True,
        errors=(
            *("not_found", "not_your_meeting", "not_json", "duplicate_key", "not_entries", "day_not_open", "too_large"),
            *("too_many_entries", "too_many_waiting", "not_written", "busy"),
        ),
        summary_zh="主持领导记录本事项的接访和结果",
        summary_en="The leader of a meeting records how the matter was received and what came of it",
        example={
            "entries": [
                {
                    "id": "018bb165-9350-7564-b3e0-bbbbf419c5e6",
                    "day": "2023-11-09",
                    "site": "HN-D-430802",
                    "at": "2023-11-09T09:05:06.000+08:00",
                    "kind": "reception_started",
                    "data": {"matter": "018bb165-9350-7564-b3e0-bbbbf419c5e7", "mode": "video"},
                }
            ]
        },
    ),
]
openings: list[Opening] = []
