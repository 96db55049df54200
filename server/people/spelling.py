"""How a login, a password and a display name are written: pure checks of the text alone."""

import re
import unicodedata
from typing import Final

from server.errors import Invalid
from server.people.common_passwords import is_common

LOGIN: Final = re.compile(r"[a-z0-9](?:[a-z0-9._@-]{1,62})[a-z0-9]")
PASSWORD_LENGTHS: Final = (10, 128)  # OWASP ASVS 5.0, 6.2.1 and 6.2.9; no rules of composition, 6.2.5
INVISIBLE: Final = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})
"""Unicode categories of invisible signs and of signs that change the direction of writing: controls, zero-width
signs, marks of direction, half characters, separators of lines."""
BLANK: Final = re.compile("[\u115f\u1160\u2800\u3164\uffa0\u034f\u17b4\u17b5\ufe00-\ufe0f\U000e0100-\U000e01ef]")
"""Invisible fillers, blanks and selectors of other categories (UAX 44, Default_Ignorable)."""


def normal_login(text: str) -> str:
    """The one spelling of a login: however wide or great its letters were typed."""
    return unicodedata.normalize("NFKC", text).strip().casefold()


def normal_password(text: str) -> bytes:
    """The bytes of a password, the same from every keyboard (NIST SP 800-63B-4, 3.1.1.2: NFC)."""
    return unicodedata.normalize("NFC", text).encode()


def check_login(login: str) -> None:
    """Letters and digits of ASCII, with . _ @ - between them, 3 to 64: nothing that looks like another."""
    if LOGIN.fullmatch(login) is None:
        raise Invalid("login_form")


def check_password(password: str, login: str) -> None:
    """Long enough, and not what is tried first."""
    shortest, longest = PASSWORD_LENGTHS
    if len(password) < shortest:
        raise Invalid("password_short", least=shortest)
    if len(password) > longest:
        raise Invalid("password_long", most=longest)
    if is_common(password) or password.casefold() == login:
        raise Invalid("password_common")


def visible_name(text: str) -> str:
    """A display name as it was typed, if a person sees all of it; names are data and never interpreted."""
    name = text.strip()
    if not is_visible(name):
        raise Invalid("name_signs")
    if not any(unicodedata.category(sign)[0] in "LN" for sign in name):
        raise Invalid("name_empty")
    return name


def is_visible(name: str) -> bool:
    """Whether a name holds no sign that is invisible or changes the direction in which its neighbours are written."""
    return BLANK.search(name) is None and not any(unicodedata.category(sign) in INVISIBLE for sign in name)
