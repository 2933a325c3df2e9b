"""Memory and cores: what a question needs at its peak, and what can be had.

The estimate, in bytes, of one process that answers one question after another::

    Python, numpy, the dictionaries of jieba and OpenCC      110 MiB
  + the embedded model       3.3 times its files (its tokenizer grows in memory)
    or another one           360 MiB for torch and 1.3 times its files
  + the support model        360 MiB for torch and 6 bytes a weight, if one is set
  + the vectors              rows.f32 whole, or nearest.faiss where there is one
  + the words                a fifth of lexical/

Measured as the peak resident set of ``wenju ask``: 239 MiB for 97 passages (estimated 236); before the
model's rows were mapped 577 MiB with all-MiniLM-L6-v2 (estimated 584); 2,030 MiB of a process that
only loads a support model of 279 M weights (estimated 2,065). Where the address space is bounded
(``ulimit -v``), what a process maps counts as well: LIBRARIES and the index's arrays.
"""

from __future__ import annotations

from collections.abc import Iterator

from api.doctor import limits
from api.doctor.finding import Finding, ok, problem, size, warning
from api.doctor.index_facts import IndexFacts, facts_if_any, rebuild
from api.doctor.machine import Machine
from api.settings import models_home, support_model
from index.errors import ModelError, UsageError
from index.generation import LEXICAL, TITLES, VECTORS
from index.model_files import files_in, model_folder
from index.model_lock import DEFAULT_MODEL, ModelEntry, find_entry, find_nli

_MIB = 1 << 20
BASE = 110 * _MIB
BASE_OF_TORCH = 360 * _MIB
LIBRARIES = 600 * _MIB  # address space beside that: libraries, stacks of threads (on two cores)
_EMBEDDED, _OTHER = 3.3, 1.3  # bytes in memory a byte of a model's files
_JUDGE = 6  # bytes a weight of a support model while it is loaded: as stored in half, and as run
_WORDS = 0.2  # of the postings that a question touches
_AMPLE = 1.25  # had, for what is needed, without a warning


def check_memory(machine: Machine) -> Iterator[Finding]:
    """Whether a question can be answered in the memory that there is."""
    facts = facts_if_any(machine)
    needed = memory_needed(machine, facts)
    had = _had(machine, facts)
    says = f"A question takes about {size(needed)} at its peak"
    if had is None:
        all_of_it = limits.built_in_memory()
        built_in = f" of {size(all_of_it)} built in" if all_of_it else ""
        yield ok("memory", f"{says}; what is free{built_in} is unknown here.")
        return
    says = f"{says}; {size(had.n_bytes)} can be had, by {had.bound}."
    if had.n_bytes >= _AMPLE * needed:
        yield ok("memory", says)
    elif had.n_bytes >= needed:
        yield warning("memory", f"{says} That is scarce.")
    else:
        yield problem(
            "memory",
            f"{says} Without vectors an index takes less.",
            rebuild(machine, "--model", "none"),
        )


def check_cores(machine: Machine) -> Iterator[Finding]:
    """How many cores may be used: as many processes does a build start."""
    n, quota = limits.cores(), limits.core_quota(machine.root)
    if quota is not None and quota < n:
        yield ok("cores", f"{n}, of which the control group allows the time of {quota:g}.")
    else:
        yield ok("cores", f"{n} may be used; one answers a question, all of them build.")


def suffices(machine: Machine) -> bool:
    """Whether loading a model will not end this very process."""
    facts = facts_if_any(machine)
    had = _had(machine, facts)
    return had is None or had.n_bytes >= memory_needed(machine, facts)


def memory_needed(machine: Machine, facts: IndexFacts | None) -> int:
    """The estimate above; without an index, of a small one with the embedded model."""
    name = facts.model if facts else DEFAULT_MODEL
    needed = BASE + (_of_model(machine, name) if name else 0) + _of_judge(machine)
    if facts is not None:
        nearest = facts.bytes_of(f"{VECTORS}/nearest.faiss")
        needed += nearest or facts.bytes_of(f"{VECTORS}/rows.f32")
        needed += int(_WORDS * facts.bytes_of(f"{LEXICAL}/"))
    return needed


def _had(machine: Machine, facts: IndexFacts | None) -> limits.Memory | None:
    """What can be had beside the files that are mapped."""
    mapped = facts.bytes_of(f"{VECTORS}/", f"{LEXICAL}/", f"{TITLES}/") if facts else 0
    return limits.memory_to_be_had(machine.root, mapped=LIBRARIES + mapped)


def _of_model(machine: Machine, name: str) -> int:
    """A model's share; of one whose files are not here, by its size in the lock."""
    try:
        entry = find_entry(name)
    except (ModelError, UsageError):
        return 0  # another check says so
    n_bytes = _bytes_of(machine, entry)
    return int(_EMBEDDED * n_bytes) if entry.embedded else BASE_OF_TORCH + int(_OTHER * n_bytes)


def _of_judge(machine: Machine) -> int:
    """The share of the model that judges what a language model writes, if one is set."""
    name = support_model(machine.environ)
    try:
        return BASE_OF_TORCH + _JUDGE * find_nli(name).parameters if name else 0
    except (ModelError, UsageError):
        return 0  # another check says so


def _bytes_of(machine: Machine, entry: ModelEntry) -> int:
    folder = model_folder(entry, models_home(machine.environ))
    if folder is None:
        return 4 * entry.parameters  # float32
    return sum((folder / name).stat().st_size for name in files_in(folder))
