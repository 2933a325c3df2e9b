"""What an index folder holds, looked at once for the checks of the index, the model and the memory."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from api.doctor.machine import Machine
from index.errors import BrokenIndex
from index.generation import GENERATIONS, Current, read_current, read_manifest


@dataclass(frozen=True, slots=True)
class IndexFacts:
    """The generation that serves, by its manifest."""

    index: Path
    current: Current
    manifest: dict[str, Any]

    @property
    def folder(self) -> Path:
        """The generation's folder."""
        return self.index / GENERATIONS / self.current.generation

    @property
    def n_bytes(self) -> int:
        """All files of the generation, as the manifest states them."""
        return sum(stated["bytes"] for stated in self.manifest["files"].values())

    @property
    def model(self) -> str | None:
        """The model of its vectors; None without any."""
        model: str | None = self.manifest["model"]
        return model

    def bytes_of(self, *names: str) -> int:
        """The files of these names, or below these folders."""
        return sum(
            stated["bytes"]
            for path, stated in self.manifest["files"].items()
            if path.startswith(names)
        )


def read_facts(machine: Machine) -> IndexFacts:
    """Read CURRENT and the manifest. Raises as ``index.generation``: BrokenIndex."""
    current = read_current(machine.index)
    return IndexFacts(machine.index, current, read_manifest(machine.index, current.generation))


def facts_if_any(machine: Machine) -> IndexFacts | None:
    """The same, or None where the index cannot be read: another check says why."""
    try:
        return read_facts(machine)
    except BrokenIndex:
        return None


def rebuild(machine: Machine, *more: str) -> str:
    """A line that builds the index again, of the sources that it records."""
    facts = facts_if_any(machine)
    sources: list[str] = []
    if facts is not None:
        sources = list(facts.manifest["sources"])
        if facts.manifest["config"]["keep_boilerplate"]:
            more = ("--keep-boilerplate", *more)
    index = machine.index if machine.index_named else None
    return machine.install.build(index, *sources, *more)
