"""Write into models.lock the hashes of what lies here; check whatever else does.

    scripts/lock_models.py            write the files and dimensions of entries pinned by files
    scripts/lock_models.py --check    change nothing; 1 if that would change anything

``folder ─▶ [model.files] of its entry``. Comments, order and every other line stay as they are. An
entry pinned by files that is not on this machine keeps what stands there. Run it with the Python
of .venv-dev, where the model that comes from PyPI is installed.
"""

from __future__ import annotations

import argparse
import math
import re
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from index.errors import WenjuError
from index.model_files import check_model, files_in, hash_file, model_folder, needed_files
from index.model_lock import LOCK, ModelEntry, lock_home, read_lock

_ENTRY = re.compile(r"(?m)^\[\[model\]\]\n")
_FILES = re.compile(r"(?m)^\[model\.files\]\n(?:^\".*\n)*")


def main() -> int:
    """Write or check; the exit code."""
    parser = argparse.ArgumentParser(description="Write the hashes of models into models.lock.")
    parser.add_argument("--check", action="store_true", help="only fail if it is not up to date")
    parser.add_argument("--lock", type=Path, default=lock_home() / LOCK, metavar="FILE")
    parser.add_argument("--models", type=Path, metavar="DIR", help="the folder of fetched models")
    args = parser.parse_args()
    before = args.lock.read_text(encoding="utf-8")
    after = updated(before, read_lock(args.lock), args.models)
    if after != before and args.check:
        print(f"{args.lock}: stale; run scripts/lock_models.py", file=sys.stderr)
        return 1
    if after != before:
        args.lock.write_text(after, encoding="utf-8")
        print(f"{args.lock}: written")
    return 1 if _wrong(read_lock(args.lock), args.models) else 0


def updated(text: str, entries: tuple[ModelEntry, ...], models_home: Path | None) -> str:
    """The lock's text with the facts of the files that are here."""
    head, *blocks = _ENTRY.split(text)
    if len(blocks) != len(entries):
        raise SystemExit("every entry begins with a line [[model]]")
    for number, entry in enumerate(entries):
        folder = model_folder(entry, models_home)
        if entry.pin == "files" and folder is not None:
            blocks[number] = _with_facts(blocks[number], entry, folder)
    return "[[model]]\n".join([head, *blocks])


def _with_facts(block: str, entry: ModelEntry, folder: Path) -> str:
    """An entry's lines with the hashes of its files, and what an embedded model's weights tell."""
    names = needed_files(files_in(folder))
    lines = ["[model.files]\n"]
    for name in names:
        path = folder / name
        lines.append(
            f'"{name}" = {{ bytes = {path.stat().st_size}, sha256 = "{hash_file(path)}" }}\n'
        )
    block, found = _FILES.subn(lambda _: "".join(lines), block)
    if found != 1:
        raise SystemExit(f"{entry.name}: it has no line [model.files]")
    if entry.kind == "reader":
        block = re.sub(r"(?m)^parameters = [\d_]+", f"parameters = {_size(folder):_}", block)
    elif entry.embedded:
        rows, columns = _shape(folder)
        block = re.sub(r"(?m)^dimension = \d+", f"dimension = {columns}", block)
        block = re.sub(r"(?m)^parameters = [\d_]+", f"parameters = {rows * columns:_}", block)
    return block


def _shape(folder: Path) -> tuple[int, int]:
    """Rows and columns of an embedded model's table."""
    from safetensors import safe_open

    with safe_open(folder / "model.safetensors", framework="numpy") as tensors:
        rows, columns = tensors.get_slice("embeddings").get_shape()
    return int(rows), int(columns)


def _size(folder: Path) -> int:
    """Figures in a reader's weights, without the scales of its rows."""
    from safetensors import safe_open

    with safe_open(folder / "model.safetensors", framework="numpy") as tensors:
        names = [name for name in tensors.keys() if not name.endswith(".scale")]  # noqa: SIM118
        return sum(math.prod(tensors.get_slice(name).get_shape()) for name in names)


def _wrong(entries: tuple[ModelEntry, ...], models_home: Path | None) -> bool:
    """Tell what is here and not as the lock says; whether there was anything."""
    wrong = False
    for entry in entries:
        folder = model_folder(entry, models_home)
        problems = check_model(entry, folder, hashes=True) if folder is not None else []
        for problem in problems:
            print(f"{entry.name}: {problem}", file=sys.stderr)
        print(f"{entry.name}: {'not here' if folder is None else 'wrong' if problems else 'ok'}")
        wrong = wrong or bool(problems)
    return wrong


if __name__ == "__main__":
    try:
        sys.exit(main())
    except WenjuError as error:
        sys.exit(str(error))
