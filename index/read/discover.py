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
from index.source import mend_surrogates

TEXT_SUFFIXES = (".txt", ".md")
JSONL_SUFFIXES = (".jsonl",)
SUFFIXES = TEXT_SUFFIXES + JSONL_SUFFIXES


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


def discover(sources: Sequence[str | Path]) -> Discovery:
    """Find the files of all SOURCEs, by SOURCE and then by name.

    A name is the POSIX path under its SOURCE. Where an earlier SOURCE already has the name,
    the SOURCE's own name is put in front, and a number if that too is taken.

    Raises:
        UsageError: A SOURCE does not exist, or is a file of a kind that cannot be read.
    """
    files: list[FoundFile] = []
    warnings: list[str] = []
    names: set[str] = set()
    seen: set[Path] = set()
    for source in sources:
        root = _existing(source)
        if root.is_file() and root.suffix.lower() not in SUFFIXES:
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
    return Discovery(tuple(files), tuple(warnings))


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
    """The readable files under a folder, sorted by POSIX path, and what was left out."""
    found: list[Path] = []
    warnings: list[str] = []
    unknown: Counter[str] = Counter()

    def note(error: OSError) -> None:
        warnings.append(
            f"{error.filename}: folder not read: {error.strerror}; check its permissions"
        )

    for folder, subfolders, filenames in os.walk(root, onerror=note):
        for name in list(subfolders):
            if name.startswith("."):
                subfolders.remove(name)
                unknown["hidden folders"] += 1
        for name in filenames:
            path = Path(folder, name)
            if name.startswith("."):
                unknown["hidden files"] += 1
            elif path.suffix.lower() not in SUFFIXES:
                unknown[path.suffix.lower() or "no extension"] += 1
            elif not path.exists():
                warnings.append(f"{path}: not read: the link leads nowhere; remove it")
            elif not path.is_file():
                warnings.append(f"{path}: not read: not a regular file")
            else:
                found.append(path)
    if unknown:
        kinds = ", ".join(f"{kind} ×{n}" for kind, n in sorted(unknown.items()))
        warnings.append(f"{root}: {unknown.total()} left out, not a kind that is read ({kinds})")
    return sorted(found, key=lambda path: path.relative_to(root).as_posix()), warnings


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
