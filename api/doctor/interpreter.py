"""Python and the platform."""

from __future__ import annotations

from collections.abc import Iterator

from api.doctor.finding import Finding, ok, problem
from api.doctor.machine import Machine

_SYSTEMS = {"linux": "Linux", "darwin": "macOS"}


def check_python(machine: Machine) -> Iterator[Finding]:
    """Whether wenju says that it runs on this version."""
    from packaging.specifiers import SpecifierSet

    version = ".".join(map(str, machine.python))
    wanted = machine.find_distribution("wenju").metadata["Requires-Python"]
    if version in SpecifierSet(wanted):
        yield ok("Python", f"{version}, wenju runs on {_said(wanted)}.")
    else:
        yield problem(
            "Python",
            f"{version}, but wenju runs on {_said(wanted)}.",
            machine.install.other_python(),
        )


def check_platform(machine: Machine) -> Iterator[Finding]:
    """Whether builds can be kept from disturbing each other, which takes POSIX file locks."""
    system = _SYSTEMS.get(machine.platform)
    if system is not None:
        yield ok("platform", f"{system}, whose file locks keep two builds apart.")
    elif machine.platform == "win32":
        yield problem(
            "platform", "Windows has no POSIX file locks: run wenju inside WSL.", "wsl --install"
        )
    else:
        yield ok("platform", f"{machine.platform}: not tried, POSIX file locks are all it needs.")


def check_install(machine: Machine) -> Iterator[Finding]:
    """Which wenju this is, and from where."""
    version = machine.find_distribution("wenju").version
    yield ok("wenju", f"{version}, from {machine.install.says}.")


def _said(wanted: str) -> str:
    """``<3.13,>=3.11`` in rising order."""
    return ", ".join(sorted(wanted.split(","), key=lambda part: part.lstrip("<>=!~")))
