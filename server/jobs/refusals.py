"""What is refused about jobs: code → class, sentence in zh and en."""

from typing import Final

from server.errors import Conflict, Meaning, Meanings

REFUSALS: Final[Meanings] = {
    "job_not_dead": Meaning(Conflict, "只有已停下的任务才能重做。", "Only a job that has stopped can be repeated."),
}
