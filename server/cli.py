"""The `reception` command: each word parses its options and calls the room that does the work."""

import typer

import server

app = typer.Typer(name="reception", help=server.__doc__, no_args_is_help=True, pretty_exceptions_enable=False)


@app.callback()
def reception() -> None:
    """接访日 / Reception Day."""


def main() -> None:
    """Run the command line and leave with its exit code: 0, 1 (a difference), 2 (wrong use), 3 (no peer)."""
    app()
