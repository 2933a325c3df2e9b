"""What the tests share: built indexes, the real command, and the contract's schemas."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from compiled import remembered_translations
from filelock import FileLock
from forked_command import ForkedCommand
from hypothesis import settings
from jsonschema import Draft202012Validator
from referencing import Registry, Resource

from index.build import build
from index.config import IndexConfig
from index.generation import CURRENT
from index.models import open_encoder

ROOT = Path(__file__).parents[1]
SEEDS = ROOT.parent / "shared" / "corpus"
CONTRACT = Path(__file__).parent / "contract"

# How long an example takes is the machine's; benchmarks are scripts.
settings.register_profile("untimed", settings.get_profile("default"), deadline=None)
if settings.get_current_profile_name() == "default":  # on CI hypothesis takes its own, untimed too
    settings.load_profile("untimed")

_FOR_PYTHON = ("PYTHON", "LC_", "LANG")  # settings that count while it starts

Wenju = Callable[..., "subprocess.CompletedProcess[str]"]
Check = Callable[[str, Any], None]


@dataclass(frozen=True)
class Library:
    """Articles, the index of them, and one answerable question in each language."""

    sources: Path
    index: Path
    questions: tuple[str, str]

    @property
    def small(self) -> tuple[Path, Path]:
        """Two of its Chinese files: an index of them is built in a second."""
        chinese = ("drone_meal_delivery_linxi.md", "community_grocery_lookalike_characters.txt")
        return self.sources / chinese[0], self.sources / chinese[1]


@pytest.fixture(scope="session")
def shared_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of this run, the same for all of its processes."""
    base = tmp_path_factory.getbasetemp()
    return base.parent if "PYTEST_XDIST_WORKER" in os.environ else base


@pytest.fixture(scope="session")
def compiled(shared_folder: Path) -> Path:
    """Where compiled translations lie."""
    folder = shared_folder / "compiled"
    folder.mkdir(exist_ok=True)
    return folder


@pytest.fixture(scope="session", autouse=True)
def _compile_once(compiled: Path) -> Iterator[None]:
    """Every build in this process takes translations that were compiled before."""
    with remembered_translations(compiled):
        yield


def _library(sources: Path, base: Path, name: str, *questions: str) -> Library:
    """Articles with their index: built by the process that comes first, read by all of this run."""
    index = base / name / "index"
    with FileLock(base / f"{name}.lock"):
        if not (index / CURRENT).exists():  # the last thing that a build writes
            build([sources], index, config=IndexConfig(), encoder=open_encoder())
    return Library(sources, index, (questions[0], questions[1]))


@pytest.fixture(scope="session")
def examples(shared_folder: Path) -> Library:
    """``examples/articles``, built once. Read it; build elsewhere."""
    return _library(
        ROOT / "examples" / "articles",
        shared_folder,
        "shared-examples",
        "溪桥买菜一共撤掉了多少个小区提货点？",
        "How many neighbourhood pick-up points has Xiqiao Grocer shut down?",
    )


@pytest.fixture(scope="session")
def seeds(shared_folder: Path) -> Library:
    """The five real files, built once."""
    if not SEEDS.is_dir():
        pytest.skip(f"the real articles are not here: {SEEDS}")
    return _library(
        SEEDS,
        shared_folder,
        "shared-seeds",
        "京东与抖音的年框协议有多大规模？",
        "How big is JD's yearly framework agreement with Douyin?",
    )


@pytest.fixture(params=["examples", "seeds"])
def library(request: pytest.FixtureRequest) -> Library:
    """Each of the two."""
    found: Library = request.getfixturevalue(request.param)
    return found


@pytest.fixture(scope="session")
def server(examples: Library) -> Iterator[str]:
    """The address of a server over the examples."""
    from served import served

    from api.app import create_app  # seconds, and most tests need none of it

    with served(create_app(examples.index)) as address:
        yield address


@pytest.fixture(scope="session")
def guarded_server(examples: Library) -> Iterator[str]:
    """The address of another, which wants to be shown ``served.KEY``."""
    from served import KEY, served

    from api.app import create_app

    with served(create_app(examples.index, key=KEY)) as address:
        yield address


@pytest.fixture(scope="session")
def wenju_command() -> Path:
    """The installed command."""
    command = Path(sys.executable).parent / "wenju"
    assert command.exists(), "the project is not installed in this environment"
    return command


@pytest.fixture(scope="session")
def clean_environment() -> dict[str, str]:
    """The environment without settings of ours."""
    return {name: value for name, value in os.environ.items() if not name.startswith("WENJU_")}


@pytest.fixture(scope="session")
def forked_command(
    compiled: Path, clean_environment: dict[str, str]
) -> Iterator[Callable[[], ForkedCommand]]:
    """The command in a child of a process that has imported it, which the first call starts."""
    started: list[ForkedCommand] = []

    def server() -> ForkedCommand:
        if not started:
            started.append(ForkedCommand(compiled, clean_environment))
        return started[0]

    yield server
    for one in started:
        one.close()


@pytest.fixture
def wenju(
    forked_command: Callable[[], ForkedCommand],
    clean_environment: dict[str, str],
    tmp_path: Path,
    real_wenju: Wenju,
) -> Wenju:
    """Run the command in an empty folder, without its start-up where that can make no difference."""

    def run(
        *args: str | bytes | Path, stdin: str | None = None, **environment: str
    ) -> subprocess.CompletedProcess[str]:
        if stdin is not None or any(name.startswith(_FOR_PYTHON) for name in environment):
            return real_wenju(*args, stdin=stdin, **environment)
        return forked_command().run(args, tmp_path, clean_environment | environment)

    return run


@pytest.fixture
def real_wenju(wenju_command: Path, clean_environment: dict[str, str], tmp_path: Path) -> Wenju:
    """Start the installed command in an empty folder."""

    def run(
        *args: str | bytes | Path, stdin: str | None = None, **environment: str
    ) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [wenju_command, *args],
            cwd=tmp_path,
            env=clean_environment | environment,
            input=stdin,
            capture_output=True,
            encoding="utf-8",
            timeout=120,
            check=False,
        )

    return run


@pytest.fixture(scope="session")
def check_contract() -> Check:
    """Hold an object to ``tests/contract/NAME.schema.json``."""
    schemas = {path.name: json.loads(path.read_text("utf-8")) for path in CONTRACT.glob("*.json")}
    registry: Registry[Any] = Registry().with_resources(
        [(name, Resource.from_contents(schema)) for name, schema in schemas.items()]
    )

    def check(name: str, value: Any) -> None:
        schema = schemas[f"{name}.schema.json"]
        Draft202012Validator.check_schema(schema)
        Draft202012Validator(schema, registry=registry).validate(value)

    return check
