"""How this wenju was installed, and so which command mends it.

A checkout with the environment of ``scripts/quickstart`` or ``scripts/test``, a tool of pipx or uv, or
a plain environment with pip: each has its own.
"""

from __future__ import annotations

import os
import re
import shlex
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

Kind = Literal["quickstart", "tests", "pipx", "uv", "pip"]

_STAMP = ".wenju-stamp"  # without it the scripts make the environment anew
_CPU_TORCH = "https://download.pytorch.org/whl/cpu"
_SAYS = {
    "quickstart": "the environment of scripts/quickstart",
    "tests": "the environment of scripts/test",
    "pipx": "a pipx environment",
    "uv": "a uv tool environment",
    "pip": "an environment with pip",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Install:
    """An installed wenju. ``checkout`` None: a wheel."""

    kind: Kind
    prefix: Path
    checkout: Path | None
    cwd: Path
    search_path: str  # PATH

    @classmethod
    def find(cls, *, prefix: Path, package: Path, cwd: Path, search_path: str) -> Install:
        """Tell by what lies beside it.

        Args:
            prefix: The environment's folder (``sys.prefix``).
            package: The folder that ``api`` is in.
        """
        checkout = package if (package / "scripts" / "lib-env.sh").is_file() else None
        kind: Kind = "pip"
        if (prefix / "pipx_metadata.json").is_file():
            kind = "pipx"
        elif (prefix / "uv-receipt.toml").is_file():
            kind = "uv"
        elif checkout is not None and prefix == checkout / ".venv":
            kind = "quickstart"
        elif checkout is not None and prefix == checkout / ".venv-dev":
            kind = "tests"
        return cls(kind=kind, prefix=prefix, checkout=checkout, cwd=cwd, search_path=search_path)

    @property
    def says(self) -> str:
        """Where it runs from, for people."""
        source = f"the checkout {self.checkout}" if self.checkout else "an installed package"
        return f"{source}, in {_SAYS[self.kind]} ({self.prefix})"

    def command(self, *arguments: str | Path) -> str:
        """A line that runs this very ``wenju``: by its name if the shell finds it by that."""
        own = self.prefix / "bin" / "wenju"
        found = shutil.which("wenju", path=self.search_path)
        same = found is not None and os.path.realpath(found) == os.path.realpath(own)
        first = "wenju" if same else self._named(own)
        return shlex.join([first, *map(str, arguments)])

    def build(self, index: Path | None, *sources: str) -> str:
        """A line that builds; without sources it says FOLDER. ``index`` None: the default one."""
        where = () if index is None else ("--index", index)
        return self.command("build", *(sources or ("FOLDER",)), *where)

    def mend_package(self, requirement: str) -> str:
        """A line that installs a package again, in a version that fits."""
        if self.kind in ("quickstart", "tests"):
            script = "quickstart" if self.kind == "quickstart" else "check"
            return (
                f"rm -f {shlex.quote(self._named(self.prefix / _STAMP))} && {self.script(script)}"
            )
        if self.kind == "pipx":
            return "pipx reinstall wenju"
        if self.kind == "uv":
            return self._uv("--reinstall-package", re.split("[<>=!~]", requirement)[0], requirement)
        return self._pip("--force-reinstall", "--no-deps", requirement)

    def mend_wenju(self) -> str:
        """A line that installs wenju itself again; never by its name from a package index."""
        if self.kind == "uv":
            return "uv tool upgrade --reinstall wenju"
        if self.kind == "pip" and self.checkout is None:
            return self._pip("--force-reinstall", "--no-deps", "WHEEL_OF_WENJU")
        if self.kind == "pip":
            return self._pip("--no-deps", "--editable", str(self.checkout))
        return self.mend_package("wenju")

    def add_models(self) -> str:
        """A line that adds what every model but the embedded one needs."""
        if self.kind == "quickstart":
            return f"{self.script('quickstart')} --models"
        if self.kind == "tests":
            return self.mend_package("")
        if self.kind == "pipx":
            index = shlex.quote(f"--extra-index-url {_CPU_TORCH}")
            return f"pipx inject wenju sentence-transformers --pip-args={index}"
        if self.kind == "uv":
            return self._uv("sentence-transformers", "--index", _CPU_TORCH)
        return self._pip("sentence-transformers", "--extra-index-url", _CPU_TORCH)

    def other_python(self) -> str:
        """A line that installs wenju for a Python that it runs on."""
        if self.checkout is not None:
            return f"WENJU_PYTHON=python3.12 {self.script('quickstart')}"
        if self.kind == "uv":
            return "uv tool upgrade --python 3.12 wenju"
        if self.kind == "pipx":
            return "pipx reinstall --python python3.12 wenju"
        return "python3.12 -m venv FOLDER && FOLDER/bin/python -m pip install WHEEL_OF_WENJU"

    def script(self, name: str) -> str:
        """A script of the checkout, as the shell finds it from here."""
        assert self.checkout is not None
        return shlex.quote(self._named(self.checkout / "scripts" / name))

    def checkout_files(self, *names: str) -> str:
        """A line that takes files of the checkout from git again."""
        assert self.checkout is not None
        return shlex.join(["git", "-C", str(self.checkout), "checkout", "--", *names])

    def _pip(self, *arguments: str) -> str:
        python = self._named(self.prefix / "bin" / "python")
        return shlex.join([python, "-m", "pip", "install", *arguments])

    def _uv(self, *arguments: str) -> str:
        """uv's environments have no pip of their own; the name wenju is asked of no index."""
        python = self._named(self.prefix / "bin" / "python")
        return shlex.join(["uv", "pip", "install", "--python", python, *arguments])

    def _named(self, path: Path) -> str:
        """A path from the working folder, if it lies below."""
        return str(path.relative_to(self.cwd) if path.is_relative_to(self.cwd) else path)
