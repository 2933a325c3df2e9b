"""The packages that wenju needs: present, and of a version that fits. None of them is imported."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from importlib.metadata import PackageNotFoundError
from typing import TYPE_CHECKING

from api.doctor.finding import Finding, counted, ok, problem, warning
from api.doctor.machine import Machine

if TYPE_CHECKING:
    from packaging.requirements import Requirement

_PIN = re.compile(r"^(\w[\w.-]*==[^\\\n]+)", re.MULTILINE)
_CUDA = re.compile(r"(nvidia|cuda|triton)")
_SPARED = "rjieba"  # jieba does its work where there is none


def check_packages(machine: Machine) -> Iterator[Finding]:
    """A finding for each package that is missing or does not fit, else one for all."""
    needed = _requirements(machine, "wenju")
    amiss = [finding for one in needed if (finding := _check_one(machine, one))]
    yield from amiss
    if not amiss:
        yield ok("packages", f"All {len(needed)} that wenju needs are here and fit.")


def check_lock(machine: Machine) -> Iterator[Finding]:
    """Which versions differ from those that the checkout's tests ran with: a note."""
    if machine.install.checkout is None:
        return
    lock = machine.install.checkout / "requirements" / "base.lock"
    others = [
        f"{pin.name} {here} (lock: {pin.specifier})"
        for pin in _applying(_PIN.findall(lock.read_text(encoding="utf-8")))
        if (here := _version(machine, pin.name)) and not pin.specifier.contains(here)
    ]
    if others:
        says = f"{counted(len(others), 'package')} of another version than in base.lock"
        yield ok("locked versions", f"{says}: {', '.join(others)}.")
    else:
        yield ok("locked versions", "Those of requirements/base.lock.")


def check_transformers(machine: Machine) -> Iterator[Finding]:
    """sentence-transformers and torch: needed only for a model that does not come with wenju."""
    name = "other models"
    found = {one: _version(machine, one) for one in ("sentence-transformers", "torch")}
    here = [f"{one} {version}" for one, version in found.items() if version]
    if len(here) < len(found):
        missing = " and ".join(one for one, version in found.items() if not version)
        yield ok(
            name,
            f"{missing}: not here, and needed only for a --model that does not come with wenju"
            f" (to add: {machine.install.add_models()}).",
        )
        return
    cuda = any(_CUDA.match(needed.name) for needed in _requirements(machine, "torch"))
    kind = "a CUDA build, gigabytes larger than needed" if cuda else "a build for CPUs"
    yield ok(name, f"{' and '.join(here)} ({kind}) run every other model of models.lock.")


def missing_for_transformers(machine: Machine) -> list[str]:
    """Of the packages that run other models those that are not here."""
    needed = ("sentence-transformers", "torch")
    return [name for name in needed if _version(machine, name) is None]


def _requirements(machine: Machine, name: str) -> list[Requirement]:
    """What a package's metadata requires on this platform, without its extras."""
    return _applying(machine.find_distribution(name).requires or [])


def _applying(lines: Iterable[str]) -> list[Requirement]:
    """The requirements whose markers hold here."""
    from packaging.requirements import Requirement

    needed = map(Requirement, lines)
    return [one for one in needed if one.marker is None or one.marker.evaluate({"extra": ""})]


def _check_one(machine: Machine, needed: Requirement) -> Finding | None:
    version = _version(machine, needed.name)
    wanted = f"{needed.name}{needed.specifier}"
    mend = machine.install.mend_package(wanted)
    if version is None and needed.name == _SPARED:
        says = "Not here: jieba cuts Chinese instead, the same words, about 23 times slower."
        return warning(needed.name, says, mend)
    if version is None:
        return problem(needed.name, f"Not installed, and wenju needs {wanted}.", mend)
    if not needed.specifier.contains(version, prereleases=True):
        return problem(needed.name, f"Version {version} is here, wenju needs {wanted}.", mend)
    return None


def _version(machine: Machine, name: str) -> str | None:
    """The installed version; None if there is none, or a broken left-over without metadata."""
    try:
        found = machine.find_distribution(name)
    except PackageNotFoundError:
        return None
    version = found.metadata.json.get("version")
    return version if isinstance(version, str) else None
