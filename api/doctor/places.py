"""Folders that are written to, and the variables that decide about them."""

from __future__ import annotations

import difflib
import shlex
from collections.abc import Iterator
from pathlib import Path

from api import settings
from api.doctor.finding import Finding, ok, problem, warning
from api.doctor.index_state import nearest_folder
from api.doctor.machine import Machine
from index.errors import UsageError

_PREFIX = "WENJU_"
_PYTHON = "WENJU_PYTHON"
_MEANINGS = {
    settings.INDEX: "the index folder",
    settings.MODELS: "the folder of fetched models",
    settings.PUBLIC_URL: "what the server's links begin with",
    settings.ORIGINS: "the web pages that may call a server",
    settings.DEBUG: "tracebacks, unless 0 or empty",
    settings.SUPPORT_MODEL: "the model that judges what a language model writes",
    _PYTHON: "the Python that the scripts of a checkout take",
}
"""What is read by name; a variable that ``api.settings`` has beyond these is known as well."""


def check_index_folder(machine: Machine) -> Iterator[Finding]:
    """Whether a build may write the index; to be asked, it need not."""
    folder = nearest_folder(machine.index)
    if folder.is_dir() and machine.may_write(folder):
        which = "It" if folder == machine.index.absolute() else f"{folder}, where it will be made,"
        yield ok("index folder", f"{which} can be written.")
        return
    why = "may not be written" if folder.is_dir() else "is a file"
    there = folder == machine.index.absolute() and folder.is_dir()
    says = f"{folder} {why}: it can be asked, but not built." if there else f"{folder} {why}."
    mend = f"chmod u+w {shlex.quote(str(folder))}" if folder.is_dir() else ""
    yield warning("index folder", says, mend or machine.install.build(Path("wenju-index")))


def check_cache(machine: Machine) -> Iterator[Finding]:
    """Whether models can be fetched and evaluations kept."""
    for name, place in (
        ("cache folder", settings.cache_home(machine.environ)),
        ("models folder", settings.models_home(machine.environ)),
    ):
        folder = nearest_folder(place)
        if folder.is_dir() and machine.may_write(folder):
            done = "written" if folder == place.absolute() else "made"
            yield ok(name, f"{_readable(str(place))} can be {done}.")
        else:
            says = f"{_readable(str(place))} cannot be written: no model can be fetched, no evaluation kept."
            variable = settings.MODELS if name == "models folder" else "XDG_CACHE_HOME"
            yield warning(name, says, f"export {variable}=FOLDER_THAT_CAN_BE_WRITTEN")


def check_variables(machine: Machine) -> Iterator[Finding]:
    """Every WENJU_ variable that is set: what it means, or that nothing reads it."""
    given = sorted(name for name in machine.environ if name.startswith(_PREFIX))
    for name in given:
        yield _variable(name, machine.environ[name])
    if not given:
        yield ok("variables", f"No {_PREFIX} variable is set: the defaults hold.")


def known_variables() -> dict[str, str]:
    """Name and meaning of all that is read."""
    ours = (value for value in vars(settings).values() if isinstance(value, str))
    read = {value: "a setting of wenju" for value in ours if value.startswith(_PREFIX)}
    return read | _MEANINGS


def _variable(name: str, value: str) -> Finding:
    known = known_variables()
    if name not in known:
        close = difflib.get_close_matches(name, known, n=1, cutoff=0.6)
        meant = f"; is {close[0]} meant?" if close else "."
        mend = f"unset {name}"
        if close:  # its value stays unsaid: it may be a secret
            mend = f'export {close[0]}="${name}" && {mend}'
        return warning(name, f"Nothing reads it{meant}", mend)
    if not value:
        return ok(name, f"Empty, as if it were not set: {known[name]}.")
    if name == settings.PUBLIC_URL and not _is_address(value):
        return problem(name, f"Not a web address: {value}.", f"unset {name}")
    return ok(name, f"{_shown(name, value)}: {known[name]}.")


def _shown(name: str, value: str) -> str:
    """The value; not of a variable that we do not know by name: it may be a secret."""
    return _readable(value) if name in _MEANINGS else "(set)"


def _readable(value: str) -> str:
    """On one line, whatever it holds."""
    return repr(value)[1:-1]


def _is_address(value: str) -> bool:
    try:
        settings.server_settings(public_url=value, environ={})
    except UsageError:
        return False
    return True
