"""All tables of the house, found by the name of the file they live in."""

import pkgutil
from importlib import import_module

from sqlalchemy import MetaData

import server
from server.db import Base


def metadata() -> MetaData:
    """Import every room's model and return the tables."""
    for module in pkgutil.walk_packages(server.__path__, "server."):
        if module.name.endswith(".model"):
            import_module(module.name)
    return Base.metadata
