"""The models in use: that of the index, and the one that judges what a language model writes.

Pinned, here, the right files, and what runs them; the embedded one must also encode a text.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from api.doctor.finding import Finding, ok, problem, warning
from api.doctor.index_facts import facts_if_any, rebuild
from api.doctor.machine import Machine
from api.doctor.memory import suffices
from api.doctor.packages import missing_for_transformers
from api.settings import SUPPORT_MODEL, chat_settings, models_home, support_model
from index.errors import ModelError, UsageError
from index.model_files import check_model, model_folder
from index.model_lock import DEFAULT_MODEL, EncoderEntry, ModelEntry, find_encoder, find_nli

_TEXT = "wenju 问据"
_SUPPORT = "support model"


def check_index_model(machine: Machine) -> Iterator[Finding]:
    """The index's model; without an index, the one that the next build would take."""
    facts = facts_if_any(machine)
    if facts is not None and facts.model is None:
        yield ok("model", "The index needs none: it was built for words only.")
        return
    name = DEFAULT_MODEL if facts is None else str(facts.model)
    try:
        entry = find_encoder(name)
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


def check_support_model(machine: Machine) -> Iterator[Finding]:
    """The model that ``WENJU_SUPPORT_MODEL`` names, if it names one."""
    name = support_model(machine.environ)
    if name is None:
        return
    try:
        entry = find_nli(name)
    except UsageError as error:
        says = f"{SUPPORT_MODEL}: {error.where}: {error.what}; {error.hint}."
        yield problem(_SUPPORT, says, f"unset {SUPPORT_MODEL}")
        return
    yield from _check_files(machine, _SUPPORT, entry)
    if not _a_model_writes(machine):
        says = f"{SUPPORT_MODEL} is set, but no language model writes anything that it could judge."
        yield warning(_SUPPORT, says, f"unset {SUPPORT_MODEL}")


def mend_model(machine: Machine, entry: ModelEntry | None) -> str:
    """A line that gets a model's files; None: those that come with wenju."""
    if entry is not None and not entry.embedded:
        return machine.install.command("models", "fetch", entry.name)
    if machine.install.checkout is not None:
        return machine.install.checkout_files("models", "models.lock")
    return machine.install.mend_wenju()


def _check_entry(machine: Machine, entry: EncoderEntry) -> Iterator[Finding]:
    folder = model_folder(entry, models_home(machine.environ))
    if folder is None or not entry.embedded or check_model(entry, folder, hashes=True):
        yield from _check_files(machine, "model", entry)
    elif not suffices(machine):
        yield ok("model", f"{entry.name}, in {folder}: hashes are right; not tried, for memory.")
    else:
        yield _answers(machine, entry, folder)


def _check_files(machine: Machine, name: str, entry: ModelEntry) -> Iterator[Finding]:
    """Whether a model's files, and what runs them, are here."""
    folder = model_folder(entry, models_home(machine.environ))
    if folder is None:
        says = f"{entry.name}: its files are not here."
        yield problem(name, says, mend_model(machine, entry))
    elif wrong := check_model(entry, folder, hashes=entry.embedded):
        more = f" (and {len(wrong) - 1} more)" if len(wrong) > 1 else ""
        says = f"{entry.name}: {wrong[0]}{more}, in {folder}."
        yield problem(name, says, mend_model(machine, entry))
    elif missing := missing_for_transformers(machine):
        says = f"{entry.name} is here, but not what runs it: {', '.join(missing)}."
        yield problem(name, says, machine.install.add_models())
    else:
        yield ok(name, f"{entry.name}, in {folder}: names and sizes are right.")


def _a_model_writes(machine: Machine) -> bool:
    try:
        return chat_settings(machine.environ) is not None
    except UsageError:  # one is meant; what is wrong with it the command says
        return True


def _answers(machine: Machine, entry: EncoderEntry, folder: Path) -> Finding:
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
