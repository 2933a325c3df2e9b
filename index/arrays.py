"""Arrays on disk as nothing but their elements, little-endian: the file's name tells the type.

No header is parsed, so opening is quick; numpy's own format reads its header with ``ast``, which
CPython 3.11 cannot do in two threads at once.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

_TYPES: dict[str, np.dtype[Any]] = {
    ".f32": np.dtype("<f4"),
    ".i64": np.dtype("<i8"),
    ".u32": np.dtype("<u4"),
    ".u16": np.dtype("<u2"),
}


def write_array(path: Path, array: NDArray[Any]) -> None:
    """Write a one-dimensional array; its elements must fit the type that the name tells."""
    np.ascontiguousarray(array, dtype=_TYPES[path.suffix]).tofile(path)


def map_array(path: Path) -> NDArray[Any]:
    """Map an array for reading; empty for an empty file.

    A plain array over the map: numpy's own class costs a microsecond an element.

    Raises:
        OSError: The file cannot be read.
        ValueError: Its size is no multiple of an element's.
    """
    dtype = _TYPES[path.suffix]
    size = path.stat().st_size
    if size % dtype.itemsize:
        raise ValueError(f"{path.name}: {size} bytes are no whole elements")
    if not size:
        return np.empty(0, dtype=dtype)
    return np.memmap(path, dtype=dtype, mode="r").view(np.ndarray)
