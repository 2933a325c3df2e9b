"""All checks in order: ``Machine ─▶ checks ─▶ Diagnosis``. None of them stops the others."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from api.doctor.display import check_browser, check_fonts, check_terminal
from api.doctor.finding import Finding, counted, problem
from api.doctor.index_state import check_builds, check_disk, check_index, check_sources
from api.doctor.interpreter import check_install, check_platform, check_python
from api.doctor.machine import Machine
from api.doctor.memory import check_cores, check_memory
from api.doctor.model import check_index_model, check_support_model
from api.doctor.packages import check_lock, check_packages, check_transformers
from api.doctor.places import check_cache, check_index_folder, check_variables
from api.doctor.port import check_port

Check = Callable[[Machine], Iterator[Finding]]

CHECKS: tuple[tuple[str, tuple[Check, ...]], ...] = (
    ("Python", (check_install, check_python, check_platform)),
    ("Packages", (check_packages, check_lock, check_transformers)),
    ("Index", (check_index, check_sources, check_builds, check_disk)),
    ("Model", (check_index_model, check_support_model)),
    ("Memory", (check_memory, check_cores)),
    ("Server", (check_port,)),
    ("Display", (check_terminal, check_fonts, check_browser)),
    ("Places", (check_index_folder, check_cache, check_variables)),
)


@dataclass(frozen=True, slots=True)
class Group:
    """Findings about one thing."""

    name: str
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """All that was found, in the order of :data:`CHECKS`."""

    groups: tuple[Group, ...]

    @property
    def ok(self) -> bool:
        """Whether there is no problem; warnings are none."""
        return not self._names("problem")

    @property
    def verdict(self) -> str:
        """One sentence."""
        problems, warnings = self._names("problem"), self._names("warning")
        if problems:
            also = f", and {counted(len(warnings), 'warning')}" if warnings else ""
            return f"{counted(len(problems), 'problem')} ({', '.join(problems)}){also}."
        if warnings:
            names = ", ".join(warnings)
            return f"wenju runs here; {counted(len(warnings), 'warning')} ({names})."
        return "wenju runs here, and nothing is amiss."

    def _names(self, state: str) -> list[str]:
        every = [finding for group in self.groups for finding in group.findings]
        return [finding.name for finding in every if finding.state == state]


def diagnose(machine: Machine, checks: Sequence[tuple[str, Sequence[Check]]] = CHECKS) -> Diagnosis:
    """Make every check. Nothing is raised: a check that fails is a problem of its own."""
    return Diagnosis(
        tuple(
            Group(name, tuple(found for check in group for found in _findings(check, machine)))
            for name, group in checks
        )
    )


def _findings(check: Check, machine: Machine) -> Iterator[Finding]:
    try:
        yield from check(machine)
    except Exception as error:  # whatever it is, the other checks have something to say
        name = check.__name__.removeprefix("check_").replace("_", " ")
        says = " ".join(f"The check failed: {type(error).__name__}: {error}".split())
        yield problem(name, says)
