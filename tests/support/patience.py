"""How long a test waits for what must come. A hang limit is minutes: it measures nothing, and machines are slow."""

import os
from typing import Final

HANG: Final = int(os.environ.get("RECEPTION_HANG", "180"))
"""Seconds for one thing to happen. A test that waits longer has failed, and says where it waited."""
PATIENCE: Final = 1000 * HANG
"""The same in milliseconds, as a browser wants it."""
