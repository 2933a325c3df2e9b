"""The environment that fills the templates: whatever an article says is escaped, a missing value fails."""

from __future__ import annotations

from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

TEMPLATES = Path(__file__).parent / "templates"


def make_environment() -> Environment:
    """An environment over the folder of templates."""
    return Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def style_sheet(name: str) -> Markup:
    """A style sheet of that folder, to be put into a page as it is."""
    return Markup((TEMPLATES / name).read_text(encoding="utf-8"))
