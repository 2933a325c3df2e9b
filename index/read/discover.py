"""From SOURCEs to the files to read, in a fixed order, each with the name it is cited by.

``SOURCE... ─▶ FoundFile...`` and the files left out, with the reason. Bytes are left to others.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from index.errors import UsageError
from index.source import Kind, mend_surrogates

STANDARD_INPUT = "-"
_KINDS: dict[str, Kind] = {
    ".txt": "text",
    ".md": "markdown",
    ".html": "html",
    ".htm": "html",
    ".pdf": "pdf",
    ".docx": "docx",
    ".jsonl": "record",
    ".jsonl.gz": "record",
}
SUFFIXES = tuple(_KINDS)


def kind_of(name: str) -> Kind | None:
    """What a file of this name is read as; None if it is not read."""
    lower = name.lower()
    return next((kind for suffix, kind in _KINDS.items() if lower.endswith(suffix)), None)


@dataclass(frozen=True, slots=True)
class FoundFile:
    """A file to read: its citation name, and where it lies."""

    name: str  # the contract's ``file``
    root: Path  # the SOURCE it was found under, absolute
    relative: str  # POSIX path under root; empty where root is the file itself
    path: Path


@dataclass(frozen=True, slots=True)
class Discovery:
    """The files of all SOURCEs in order, and one line for every kind left out."""

    files: tuple[FoundFile, ...]
    warnings: tuple[str, ...]


def discover(sources: Sequence[str | Path], *, stdin: Path | None = None) -> Discovery:
    """Find the files of all SOURCEs, by SOURCE and then by name.

    A name is the POSIX path under its SOURCE. Where an earlier SOURCE already has the name,
    the SOURCE's own name is put in front, and a number if that too is taken. ``-`` is standard
    input, whose bytes the caller has put into the file ``stdin``; its name says their kind.

    Raises:
        UsageError: A SOURCE does not exist, or is a file of a kind that cannot be read.
    """
    files: list[FoundFile] = []
    warnings: list[str] = []
    names: set[str] = set()
    seen: set[Path] = set()
    for source in sources:
        if str(source) == STANDARD_INPUT:
            if stdin is None:
                raise UsageError("standard input is not read here", where="-", hint="name a file")
            name = _free_name(stdin.name, "-", names)
            names.add(name)
            files.append(FoundFile(name, Path(STANDARD_INPUT), "", stdin))
            continue
        root = _existing(source)
        if root.is_file() and kind_of(root.name) is None:
            raise UsageError(
                f"cannot read a {root.suffix or 'nameless'} file",
                where=str(source),
                hint=f"give {', '.join(SUFFIXES)} files or a folder of them",
            )
        paths, problems = ([root], []) if root.is_file() else _walk(root)
        warnings.extend(problems)
        for path in paths:
            if not _is_utf8(str(path)):
                shown = mend_surrogates(str(path))
                warnings.append(f"{shown}: not read: its name is not UTF-8; rename it")
                continue
            if path.resolve() in seen:  # a SOURCE given twice, or inside another, or a link
                continue
            seen.add(path.resolve())
            relative = "" if path == root else path.relative_to(root).as_posix()
            name = _free_name(mend_surrogates(relative or root.name), root.name, names)
            names.add(name)
            files.append(FoundFile(name, root, relative, path))
    return Discovery(tuple(files), tuple(map(_one_line, warnings)))


def _one_line(message: str) -> str:
    """A message of names that may hold line breaks."""
    return message.replace("\r", "\\r").replace("\n", "\\n")


def _existing(source: str | Path) -> Path:
    """The absolute path of a SOURCE that is there."""
    where = mend_surrogates(str(source))
    if not str(source).strip():
        raise UsageError("a SOURCE is empty", hint="name a file or a folder")
    try:
        root = Path(os.path.normpath(Path(source).absolute()))
        root.stat()
    except (OSError, ValueError) as error:
        what = error.strerror if isinstance(error, OSError) else str(error)
        raise UsageError(
            f"no such file or folder ({what})", where=where[:200], hint="check the path"
        ) from error
    if not _is_utf8(str(root)):
        raise UsageError("its name is not UTF-8", where=where, hint="rename it")
    return root


def _is_utf8(path: str) -> bool:
    """Whether a path can be written down; odd bytes come from the system as surrogates."""
    return mend_surrogates(path) == path


def named_apart(files: Sequence[FoundFile], taken: set[str]) -> tuple[FoundFile, ...]:
    """The files, under another name where ``taken`` already has theirs."""
    names = taken | {file.name for file in files}
    apart: list[FoundFile] = []
    for file in files:
        if file.name in taken:
            file = replace(file, name=_free_name(file.name, file.root.name, names))
            names.add(file.name)
        apart.append(file)
    return tuple(apart)


def _walk(root: Path) -> tuple[list[Path], list[str]]:
    """The readable files under a folder, sorted by POSIX path, and what was left out.

    A link to a folder is followed unless that folder is read anyway, by its own name or by
    another link: so a loop of links ends, and nothing is read twice.
    """
    walk = _Walk()
    walk.enter(root)
    again: list[Path] = []
    while walk.links:
        link = walk.links.pop(0)
        target = link.resolve()
        if any(target.is_relative_to(entered) for entered in walk.entered):
            again.append(link)
        else:
            walk.enter(link)
    if again:
        more = f" and {len(again) - 1} more" if len(again) > 1 else ""
        walk.warnings.append(f"{again[0]}{more}: link not followed: its folder is read already")
    if walk.unknown:
        n, kinds = walk.unknown.total(), sorted(walk.unknown.items())
        listed = ", ".join(f"{kind} ×{times}" for kind, times in kinds)
        walk.warnings.append(f"{root}: {n} left out, not a kind that is read ({listed})")
    return sorted(walk.found, key=lambda path: path.relative_to(root).as_posix()), walk.warnings


class _Walk:
    """What a walk has found so far, and the links to folders that it has still to look at."""

    def __init__(self) -> None:
        self.found: list[Path] = []
        self.warnings: list[str] = []
        self.unknown: Counter[str] = Counter()
        self.links: list[Path] = []
        self.entered: list[Path] = []  # folders whose own tree was walked

    def enter(self, top: Path) -> None:
        """Walk a folder; links to folders in it wait."""
        self.entered.append(top.resolve())
        for folder, subfolders, filenames in os.walk(top, onerror=self._unread):
            for name in sorted(subfolders):
                if name.startswith("."):
                    subfolders.remove(name)
                    self.unknown["hidden folders"] += 1
                elif Path(folder, name).is_symlink():
                    self.links.append(Path(folder, name))
            for name in filenames:
                self._look(Path(folder, name))

    def _look(self, path: Path) -> None:
        if path.name.startswith("."):
            self.unknown["hidden files"] += 1
        elif kind_of(path.name) is None:
            self.unknown[path.suffix.lower() or "no extension"] += 1
        elif not path.exists():
            self.warnings.append(f"{path}: not read: the link leads nowhere; remove it")
        elif not path.is_file():
            self.warnings.append(f"{path}: not read: not a regular file")
        else:
            self.found.append(path)

    def _unread(self, error: OSError) -> None:
        self.warnings.append(
            f"{error.filename}: folder not read: {error.strerror}; check its permissions"
        )


def _free_name(name: str, root_name: str, taken: Iterable[str]) -> str:
    taken = set(taken) if not isinstance(taken, set) else taken
    if name not in taken:
        return name
    candidate = f"{root_name}/{name}"
    n = 2
    while candidate in taken:
        candidate = f"{root_name}~{n}/{name}"
        n += 1
    return candidate
