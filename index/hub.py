"""The hub that models come from: what it offers at a revision, and one file of it at a time.

``repository, revision ─list_offers─▶ Offer ─download─▶ file``. The only module that uses the network,
and only to get: no token is sent, nothing is uploaded. Whether a file is the right one is left to
``index.fetch_model``.
"""

from __future__ import annotations

import errno
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from index.errors import ModelDamaged, ModelMissing, WenjuError
from index.model_files import missing_files, needed_files
from index.model_lock import ModelEntry

HUB = "https://huggingface.co"
_OTHERWISE = "run it again to go on, name a --mirror URL, or copy the files and use --from FOLDER"


@dataclass(frozen=True, slots=True)
class Offer:
    """A file that the hub offers, and what its metadata says of it; empty: nothing."""

    path: str
    n_bytes: int | None
    sha256: str  # of a file in large-file storage
    blob_id: str  # git's sha1 of any other


def list_offers(entry: ModelEntry, endpoint: str) -> list[Offer]:
    """The files to get, as the hub describes them at the pinned revision."""
    from huggingface_hub import HfApi

    info = HfApi(endpoint=endpoint, token=False).model_info(
        entry.repository, revision=entry.revision, files_metadata=True, timeout=30
    )
    if info.sha and info.sha != entry.revision:
        raise ModelDamaged(
            f"offers revision {info.sha}, pinned is {entry.revision}", where=endpoint
        )
    offered = {
        sibling.rfilename: Offer(
            sibling.rfilename,
            sibling.size,
            sibling.lfs.sha256 if sibling.lfs else "",
            "" if sibling.lfs else sibling.blob_id or "",
        )
        for sibling in info.siblings or []
    }
    wanted = [file.path for file in entry.files]
    if entry.pin == "revision":
        wanted = sorted({*wanted, *needed_files(offered)})
    if missing := sorted(set(wanted) - set(offered)) or missing_files(entry.kind, offered):
        raise ModelMissing(
            f"{entry.repository} has no {missing[0]} at {entry.revision[:12]}",
            where=endpoint,
            hint="another mirror may have it",
        )
    return [offered[name] for name in wanted]


def download(entry: ModelEntry, offer: Offer, path: Path, *, endpoint: str, bars: bool) -> None:
    """Get one file, going on where an earlier fetch was cut off."""
    from huggingface_hub import hf_hub_url
    from huggingface_hub.file_download import http_get
    from tqdm import tqdm

    class Silent(tqdm):  # type: ignore[type-arg]
        def __init__(self, *args: object, **options: object) -> None:
            super().__init__(*args, **options | {"disable": True})  # type: ignore[call-overload]

    if path.is_file():
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(path.name + ".part")
    begun = part.stat().st_size if part.is_file() else 0
    if offer.n_bytes is None or begun > offer.n_bytes:
        part.unlink(missing_ok=True)
        begun = 0
    with part.open("ab") as file:
        http_get(
            hf_hub_url(entry.repository, offer.path, revision=entry.revision, endpoint=endpoint),
            file,
            resume_size=begun,
            expected_size=offer.n_bytes,
            displayed_filename=offer.path,
            tqdm_class=None if bars else Silent,
        )
    part.replace(path)


@contextmanager
def asking_hub(entry: ModelEntry, endpoint: str) -> Iterator[None]:
    """Turn what the hub's client raises into an error of ours.

    A full disk stays an OSError, for the one who knows the folder.
    """
    from huggingface_hub import errors
    from huggingface_hub.utils import logging

    level = logging.get_verbosity()
    logging.set_verbosity(40)  # ERROR
    what, hint = "", _OTHERWISE
    try:
        yield
        return
    except WenjuError:
        raise
    except errors.OfflineModeIsEnabled:
        what, hint = "HF_HUB_OFFLINE is set", "unset it, or use --from FOLDER"
    except (errors.RevisionNotFoundError, errors.RemoteEntryNotFoundError):
        what = f"{entry.repository} has no revision {entry.revision}, or lost a file of it"
    except errors.RepositoryNotFoundError:
        what = f"there is no {entry.repository}, or it is not open to all"
    except errors.HfHubHTTPError as error:
        what = f"answered {error.response.status_code} for {entry.repository}"
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EACCES, errno.EROFS, errno.EDQUOT):
            raise
        what = f"the connection failed ({' '.join(str(error).split())[:200]})"
    except Exception as error:
        if type(error).__module__.split(".")[0] not in ("httpx2", "httpx", "httpcore2"):
            raise
        what = f"the connection failed ({type(error).__name__}: {error})"
    finally:
        logging.set_verbosity(level)
    raise ModelMissing(what, where=endpoint, hint=hint)
