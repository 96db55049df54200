"""What every test may ask for by name; each fixture lives in the file of support/ that it is about."""

from hypothesis import settings

settings.register_profile("patient", deadline=None)  # no test asserts a time
settings.load_profile("patient")

pytest_plugins = [
    "tests.support.servers",
    "tests.support.databases",
    "tests.support.service",
    "tests.support.browser",
    "tests.support.days",
    "tests.support.people",
    "tests.support.clerk",
    "tests.support.feed",
    "tests.support.calls",
    "tests.support.disk",
    "tests.support.hand_in",
    "tests.support.meetings",
    "tests.support.hall",
    "tests.support.reception_day",
]
