"""``wenju models list|fetch|verify``: the models of ``models.lock``, and their files on this machine."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from api.cli import options
from api.cli.show import width_of, wrap
from api.cli.style import Screen, screen_of, style_of
from api.settings import models_home
from index.errors import ModelMissing, UsageError

if TYPE_CHECKING:
    from index.model_lock import ModelEntry

_PINNED = {
    "files": "pinned by the hash of every file",
    "revision": "pinned by revision; hashes recorded at first fetch",
}


def add_parser(subparsers: options.Subparsers) -> None:
    """Describe the command."""
    parser = options.add_command(
        subparsers, "models", _list, "the models that wenju pins, and their files here"
    )
    inner = parser.add_subparsers(metavar="ACTION", required=True, parser_class=options.Parser)
    listing = options.add_command(inner, "list", _list, "show every model of models.lock")
    options.add_json(listing)
    fetch = options.add_command(inner, "fetch", _fetch, "get a model's files, checked")
    fetch.add_argument("name", metavar="NAME", help="as `wenju models list` shows it")
    source = fetch.add_mutually_exclusive_group()
    source.add_argument("--from", dest="folder", metavar="FOLDER", help="copy them from here")
    source.add_argument("--mirror", metavar="URL", help="a mirror of huggingface.co")
    verify = options.add_command(inner, "verify", _verify, "hash the files that are here")
    verify.add_argument("names", nargs="*", metavar="NAME", help="default: all that are here")


def _list(args: argparse.Namespace) -> int:
    from api.cli.terminal import print_json, print_lines
    from index.model_lock import DEFAULT_MODEL, read_lock

    home = models_home()
    models = [_facts(entry, home) for entry in read_lock()]
    if args.json:
        print_json({"default": DEFAULT_MODEL, "folder": str(home), "models": models})
        return 0
    print_lines([*_table(models, screen_of(sys.stdout)), ""])
    print_lines([f"default: {DEFAULT_MODEL}; wenju models fetch NAME gets another into {home}"])
    return 0


def _table(models: Sequence[Mapping[str, Any]], screen: Screen) -> list[str]:
    """A row a model; where that is too wide for the screen, its name and the rest below it."""
    width = max(len(model["name"]) for model in models)
    rows = [(f"{model['name']:{width}}", "  ".join(_cells(model))) for model in models]
    widest = max(width_of(f"{name}  {rest}") for name, rest in rows)
    style = screen.style
    if screen.width is None or widest <= screen.width:
        return [f"{style('title', name)}  {rest}" for name, rest in rows]
    lines = []
    for model, (name, _) in zip(models, rows, strict=True):
        lines.append(style("title", name.rstrip()))
        rest = " · ".join(cell.strip() for cell in _cells(model))
        lines += [style("quiet", f"  {line}") for line in wrap(rest, screen.width - 2)]
    return lines


def _cells(model: Mapping[str, Any]) -> list[str]:
    """What there is to know of a model beside its name, in columns."""
    languages = " ".join(model["languages"]).replace("mul", "+ many")
    embedded = model["kind"] in ("static", "reader")
    absent = "missing from this copy of wenju" if embedded else "not fetched"
    without = {"nli": "NLI", "reader": "reader"}.get(model["kind"], "")
    return [
        f"{languages:12}",
        f"{model['dimension']:>4} elements" if model["dimension"] else f"{without:13}",
        f"{_size(model):>15}",
        f"{model['licence']:12}",
        model["path"] or absent,
    ]


def _fetch(args: argparse.Namespace) -> int:
    from api.cli.terminal import complain, print_lines
    from index.fetch_model import fetch_from_folder, fetch_from_hub
    from index.hub import HUB
    from index.model_lock import find_entry

    entry = find_entry(args.name)
    home = models_home()
    if args.folder:
        done = fetch_from_folder(entry, Path(args.folder), home, say=complain)
    else:
        endpoint = _web_address(args.mirror) if args.mirror else HUB
        bars = sys.stderr is not None and sys.stderr.isatty()
        done = fetch_from_hub(entry, home, endpoint=endpoint, bars=bars, say=complain)
    if done.unproven:
        complain(
            f"nothing says what these should be, recorded as found: {', '.join(done.unproven)}"
        )
    state = "already here, hashes right" if done.already else f"{done.n_bytes / 1e6:,.1f} MB got"
    print_lines([f"{done.name}: {state}; {_PINNED[entry.pin]}", str(done.folder)])
    return 0


def _verify(args: argparse.Namespace) -> int:
    from api.cli.terminal import complain, print_lines
    from index.model_files import check_model, model_folder
    from index.model_lock import find_entry, read_lock

    home = models_home()
    entries = [find_entry(name) for name in args.names] or list(read_lock())
    n_checked = n_problems = 0
    for entry in entries:
        folder = model_folder(entry, home)
        if folder is None:
            if args.names:
                raise ModelMissing(
                    "its files are not here",
                    where=entry.name,
                    hint=f"wenju models fetch {entry.name}",
                )
            continue
        problems = check_model(entry, folder, hashes=True)
        for problem in problems:
            complain(f"{entry.name}: {problem}; in {folder}")
        n_checked += 1
        n_problems += len(problems)
        style = style_of(sys.stdout)
        verdict = style("bad", f"{len(problems)} problems") if problems else style("good", "right")
        print_lines([f"{entry.name}: {verdict}; {_PINNED[entry.pin]}"])
    if not n_checked:
        print_lines(["no model of models.lock is here"])
    return 1 if n_problems else 0


def _facts(entry: ModelEntry, home: Path) -> dict[str, Any]:
    """An entry as ``--json`` shows it."""
    from index.model_files import files_in, model_folder
    from index.model_lock import EncoderEntry

    folder = model_folder(entry, home)
    size = sum((folder / name).stat().st_size for name in files_in(folder)) if folder else None
    return {
        "name": entry.name,
        "kind": entry.kind,
        "repository": entry.repository or None,
        "revision": entry.revision or None,
        "pin": entry.pin,
        "identity": entry.identity,
        "licence": entry.licence,
        "languages": list(entry.languages),
        "dimension": entry.dimension if isinstance(entry, EncoderEntry) else None,
        "max_tokens": entry.max_tokens or None,
        "parameters": entry.parameters or None,
        "path": str(folder) if folder else None,
        "bytes": size,
    }


def _size(model: Mapping[str, Any]) -> str:
    """On disk if it is here, else what its publisher counts."""
    if model["bytes"] is not None:
        return f"{model['bytes'] / 1e6:,.0f} MB here"
    return f"{model['parameters'] / 1e6:,.0f} M weights" if model["parameters"] else "?"


def _web_address(url: str) -> str:
    try:
        parts = urlsplit(url)
    except ValueError:  # an unclosed bracket
        parts = urlsplit("")
    if parts.scheme not in ("http", "https") or not parts.netloc:
        raise UsageError(
            f"not a web address: {url!r}", where="--mirror", hint="write it like https://hf.example"
        )
    return url.rstrip("/")
