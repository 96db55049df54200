"""Makes a bulletin as Word, from a template that an office can edit: ``templates/bulletin.docx``, without macros.

Values are escaped and enter runs of text: none of them becomes a field, a link or a tag of the template.
"""

import io
from pathlib import Path
from typing import Any, Final

from docxtpl import DocxTemplate  # type: ignore[import-untyped]
from jinja2.sandbox import SandboxedEnvironment

from server.after.bulletin.document import Document, Headline, Table

TEMPLATE: Final = Path(__file__).parent / "templates" / "bulletin.docx"


def docx(document: Document, template: Path = TEMPLATE) -> bytes:
    """The document as a .docx; the numbers of its charts stand in its tables. Takes long: not for the event loop."""
    made = DocxTemplate(template)
    made.render(values_of(document), SandboxedEnvironment(autoescape=True), autoescape=True)
    held = io.BytesIO()
    made.save(held)
    return held.getvalue()


def values_of(document: Document) -> dict[str, Any]:
    """What the template takes: texts alone."""
    return {
        "masthead": document.masthead,
        "number": document.number,
        "date": document.date,
        "status": document.status,
        "title": document.title,
        "head": [{"label": item.label, "value": item.value} for item in document.head],
        "blocks": [_block(one) for one in document.blocks],
    }


def _block(block: Any) -> dict[str, Any]:
    match block:
        case Headline():
            return {"kind": block.kind, "items": [{"label": one.label, "value": one.value} for one in block.items]}
        case Table():
            rows = [
                {"cells": list(row), "is_total": block.has_total and n == len(block.texts)}
                for n, row in enumerate(block.texts, start=1)
            ]
            return {
                "kind": block.kind,
                "caption": block.caption,
                "note": block.note,
                "columns": [one.name for one in block.columns],
                "rows": rows,
            }
        case _:
            return {"kind": block.kind, "text": getattr(block, "text", "")}
