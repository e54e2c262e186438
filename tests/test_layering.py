"""The layers of the design: a module imports only from below. Read from the source, not run."""

import ast
import re
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

import normtext

PACKAGE = Path(normtext.__file__).parent
FILES = sorted(PACKAGE.rglob("*.py"))

LAYERS = (
    {"errors", "spans", "characters", "_version"},
    {"edits", "alignment"},
    {"patterns", "starts", "slow_shapes", "rules", "document", "dates", "ngrams", "prose"},
    {
        "stage",
        "records",
        "sources",
        "recording",
        "resources",
        "parallel",
        "arrow",
        "frames",
        "translation",
    },
    {"stages"},
    {"pipeline"},
    {"presets", "api"},
    {"corpus", "testing", "report"},
    {"cli"},
    {"", "__main__"},  # `normtext` itself, which only re-exports
)
DATA = {"lang", "models"}  # folders that hold no Python
_LAYER = {name: layer for layer, names in enumerate(LAYERS) for name in names}
_STAGES = 4


def _module(file):
    """`normtext.stages.decode` of its file, as ("stages", "decode")."""
    parts = file.relative_to(PACKAGE).with_suffix("").parts
    return parts[:-1] if parts[-1] == "__init__" else parts


def _imports(file):
    """The modules of normtext that a file imports, wherever in the file it does."""
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        names = []
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{file.name}: a relative import"
            names = [f"{node.module}.{alias.name}" for alias in node.names]
        for name in names:
            if name == "normtext" or name.startswith("normtext."):
                yield _existing(tuple(name.split(".")[1:]))


def _existing(parts):
    """The module that a dotted name lies in: its last part may be a name of that module."""
    while parts and not any(
        (PACKAGE.joinpath(*parts[:-1]) / ending).exists()
        for ending in (f"{parts[-1]}.py", f"{parts[-1]}/__init__.py")
    ):
        parts = parts[:-1]
    return parts


def _top(module):
    return module[0] if module else ""


@pytest.mark.parametrize("file", FILES, ids=lambda file: ".".join(_module(file)) or "normtext")
def test_imports_come_from_below(file):
    module = _module(file)
    for imported in _imports(file):
        if imported == () and module == ("stages",):
            continue
        one, other = _LAYER[_top(module)], _LAYER[_top(imported)]
        same_package = _top(module) == _top(imported)
        assert other <= one, f"{module} (layer {one}) imports {imported} (layer {other})"
        if other == one == _STAGES and len(module) > 1:
            assert imported[:2] == module[:2], f"stage {module} imports stage {imported}"
        elif other == one and not same_package:
            assert one != _STAGES


def test_no_cycle():
    graph = {}
    for file in FILES:
        module = _module(file)
        if module:  # the package itself imports by name, later
            graph.setdefault(module, set()).update(set(_imports(file)) - {module, module[:-1], ()})
    order = list(TopologicalSorter(graph).static_order())  # raises CycleError
    assert len(order) > 20


def test_pipeline_knows_no_stage():
    for name in ("pipeline", "recording", "stage"):
        assert not [one for one in _imports(PACKAGE / f"{name}.py") if _top(one) == "stages"]


def test_every_module_has_its_layer():
    found = {_top(_module(file)) for file in FILES}
    assert found <= _LAYER.keys(), f"give a layer to {found - _LAYER.keys()}"
    folders = {path.name for path in PACKAGE.iterdir() if path.is_dir() and path.name.isalpha()}
    assert folders <= _LAYER.keys() | DATA


def test_data_folders_hold_no_python():
    assert not [path for name in DATA for path in (PACKAGE / name).rglob("*.py")]


@pytest.mark.parametrize("file", FILES, ids=lambda file: ".".join(_module(file)) or "normtext")
def test_prints_nothing_and_names_no_machine(file):
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            assert node.func.id != "print", f"{file.name}:{node.lineno}"
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            path = re.search(r"(?<![\w./])/(?:home|work|root|tmp|usr|var|opt|Users)/", node.value)
            assert path is None, f"{file.name}:{node.lineno}"


def test_the_reader_of_imports_reads_them():
    """A test of layers that sees no import would pass."""
    assert ("edits",) in set(_imports(PACKAGE / "alignment.py"))
    assert ("stages", "repair_encoding", "gate") in set(
        _imports(PACKAGE / "stages" / "repair_encoding" / "stage.py")
    )
