"""All tables of the house, found by the name of the file they live in."""

import pkgutil
from importlib import import_module

from sqlalchemy import MetaData

import server
from server.db import Base

OUTSIDE_ROOMS = {"server.sealing", "server.doors.repeat"}


def metadata() -> MetaData:
    """Import every room's model and return the tables."""
    for module in pkgutil.walk_packages(server.__path__, "server."):
        if module.name.endswith(".model") or module.name in OUTSIDE_ROOMS:
            import_module(module.name)
    return Base.metadata
