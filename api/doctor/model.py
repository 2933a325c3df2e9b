"""The model that the index was made with: pinned, here, the right files, and it answers."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from api.doctor.finding import Finding, ok, problem
from api.doctor.index_facts import facts_if_any, rebuild
from api.doctor.machine import Machine
from api.doctor.memory import suffices
from api.doctor.packages import missing_for_transformers
from api.settings import models_home
from index.errors import ModelError, UsageError
from index.model_files import check_model, model_folder
from index.model_lock import DEFAULT_MODEL, ModelEntry, find_entry

_TEXT = "wenju 问据"


def check_index_model(machine: Machine) -> Iterator[Finding]:
    """The index's model; without an index, the one that the next build would take."""
    facts = facts_if_any(machine)
    if facts is not None and facts.model is None:
        yield ok("model", "The index needs none: it was built for words only.")
        return
    name = DEFAULT_MODEL if facts is None else str(facts.model)
    try:
        entry = find_entry(name)
    except UsageError:
        says = f"The index needs {name}, which models.lock does not pin."
        yield problem("model", says, rebuild(machine, "--model", DEFAULT_MODEL))
        return
    except ModelError as error:
        yield problem("model", f"{error.where}: {error.what}.", mend_model(machine, None))
        return
    if facts is not None and facts.manifest["vectors"]["identity"] != entry.identity:
        says = f"The index was built with another version of {name} than models.lock pins."
        yield problem("model", says, rebuild(machine, "--model", name))
        return
    yield from _check_entry(machine, entry)


def mend_model(machine: Machine, entry: ModelEntry | None) -> str:
    """A line that gets a model's files; None: those that come with wenju."""
    if entry is not None and not entry.embedded:
        return machine.install.command("models", "fetch", entry.name)
    if machine.install.checkout is not None:
        return machine.install.checkout_files("models", "models.lock")
    return machine.install.mend_wenju()


def _check_entry(machine: Machine, entry: ModelEntry) -> Iterator[Finding]:
    folder = model_folder(entry, models_home(machine.environ))
    if folder is None:
        says = f"{entry.name}: its files are not here."
        yield problem("model", says, mend_model(machine, entry))
        return
    wrong = check_model(entry, folder, hashes=entry.embedded)
    if wrong:
        more = f" (and {len(wrong) - 1} more)" if len(wrong) > 1 else ""
        says = f"{entry.name}: {wrong[0]}{more}, in {folder}."
        yield problem("model", says, mend_model(machine, entry))
    elif entry.embedded and not suffices(machine):
        yield ok("model", f"{entry.name}, in {folder}: hashes are right; not tried, for memory.")
    elif entry.embedded:
        yield _answers(machine, entry, folder)
    elif missing := missing_for_transformers(machine):
        says = f"{entry.name} is here, but not what runs it: {', '.join(missing)}."
        yield problem("model", says, machine.install.add_models())
    else:
        yield ok("model", f"{entry.name}, in {folder}: names and sizes are right.")


def _answers(machine: Machine, entry: ModelEntry, folder: Path) -> Finding:
    """Let the embedded model encode a text; others take seconds to load."""
    from index.models import open_entry

    try:
        vectors = open_entry(entry, check_hashes=False).encode_queries([_TEXT])
    except ModelError as error:
        return problem("model", f"{error.where}: {error.what}.", mend_model(machine, entry))
    if not vectors.any():
        says = f"{entry.name} opens, but says nothing of a text."
        return problem("model", says, mend_model(machine, entry))
    return ok("model", f"{entry.name}, in {folder}: hashes are right, and it encodes a text.")
