import json
import re
from pathlib import Path

import pytest

from tests.support.tree import HERE, text, tracked

TOP = {
    *(".ci", ".dockerignore", ".gitignore", "Dockerfile", "LICENSE", "NOTICE", "README.md", "dev"),
    *("docker-compose.yml", "docs", "pyproject.toml", "requirements-dev.lock", "requirements.lock"),
    *("schedules", "server", "tests", "web"),
}
NO_ROOM = {"utils", "helpers", "common", "core", "services", "managers", "repositories", "base", "misc", "shared"}
LONGEST = {"server": 280, "tests": 300, "web": 300}
# joined here, so that this file does not name what it forbids
REGISTRIES = [
    ".".join(parts) for parts in (("pypi", "org"), ("pythonhosted", "org"), ("npmjs", "org"), ("deb", "debian"))
]
SOMEONES_FOLDER = re.compile(r"(?<![\w./-])/(?:root|work|home/\w+|Users/\w+)/")
CODE = ("server/*.py", "tests/*.py", "web/*.ts", "web/*.vue", "web/*.css")
GENERATED = {Path("web/src/wire.ts"), Path("web/src/schema.ts"), Path("server/migrations/versions/0001_spine.py")}


def test_the_top_holds_what_the_readme_explains_and_nothing_else() -> None:
    assert {path.parts[0] for path in tracked()} <= TOP


def test_no_folder_or_file_has_a_name_that_says_nothing() -> None:
    names = {path: {*path.parts[:-1], path.stem} for path in tracked("server", "tests", "web/src", "schedules", "docs")}
    assert [path for path, parts in names.items() if parts & NO_ROOM] == []


def test_no_file_of_code_is_longer_than_a_person_reads_at_once() -> None:
    lengths = {path: text(path).count("\n") for path in tracked(*CODE) if path not in GENERATED}
    assert {path: lines for path, lines in lengths.items() if lines > LONGEST[path.parts[0]]} == {}


def test_no_file_names_a_registry_of_packages() -> None:
    assert [path for path in tracked() if any(host in text(path) for host in REGISTRIES)] == []


def test_no_file_names_a_folder_of_a_developers_machine() -> None:
    assert [path for path in tracked() if SOMEONES_FOLDER.search(text(path))] == []


@pytest.mark.parametrize("lock", ["requirements.lock", "requirements-dev.lock"])
def test_a_lock_pins_by_hash_and_names_no_host(lock: str) -> None:
    lines = (HERE / lock).read_text().splitlines()
    pins = [line for line in lines if not line.startswith(" ")]
    assert "://" not in "".join(lines)
    assert [pin for pin in pins if not re.fullmatch(r"[\w.-]+==[^ ]+( ; [^\\]+)? \\", pin)] == []
    assert sum(line.strip().startswith("--hash=sha256:") for line in lines) >= len(pins)


def test_the_lock_of_the_web_names_no_host_but_those_of_sponsors() -> None:
    packages = json.loads((HERE / "web/package-lock.json").read_text())["packages"]
    said = [{key: value for key, value in package.items() if key != "funding"} for package in packages.values()]
    assert "://" not in json.dumps(said)
    assert [name for name, package in packages.items() if "resolved" in package] == []


def test_everything_that_is_ignored_by_ruff_says_why() -> None:
    block = re.findall(r'^    "[A-Z]+\d*",(.*)$', (HERE / "pyproject.toml").read_text(), re.MULTILINE)
    assert block != []
    assert [rest for rest in block if not re.fullmatch(r" +# \S.*", rest)] == []
