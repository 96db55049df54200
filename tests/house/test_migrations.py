"""The migrations stand in one line, as their file names say: two that were written side by side are found here."""

import re
from itertools import pairwise

from tests.support.tree import HERE, tracked


def test_each_migration_follows_the_one_before() -> None:
    files = sorted(tracked("server/migrations/versions/*.py"))
    said = [(HERE / file).read_text("utf-8") for file in files]
    revisions = [re.findall(r'^revision = "(\d+)"', text, re.MULTILINE)[0] for text in said]
    assert revisions == [file.name.partition("_")[0] for file in files]
    after = [re.findall(r'^down_revision = "(\d+)"', text, re.MULTILINE) for text in said]
    assert after == [[], *([before] for before, _ in pairwise(revisions))]
