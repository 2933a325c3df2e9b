"""What hatchling runs when it builds a wheel: models.lock and models/ go in, as index/_models.

An editable install has none of it; ``index.model_lock.lock_home`` finds either place.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class EmbedModels(BuildHookInterface):  # type: ignore[type-arg]
    """Adds the lock and the folders of the embedded models."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Say what goes where; hatchling calls it before it collects the files."""
        if version == "editable":
            return
        root = Path(self.root)
        included = build_data["force_include"]
        included[str(root / "models.lock")] = "index/_models/models.lock"
        for folder in sorted((root / "models").glob("*/")):
            included[str(folder)] = f"index/_models/{folder.name}"
