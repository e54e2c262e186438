"""`import normtext` costs next to nothing, and its names are there when they are asked for."""

import subprocess
import sys

import pytest

import normtext

HEAVY = ("numpy", "ftfy", "msgspec", "click", "rich", "pyarrow", "hypothesis", "langdetect")


def _loaded_by(script):
    code = f"import sys\nold = set(sys.modules)\n{script}\nprint(*sorted(set(sys.modules) - old))"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, encoding="utf-8", check=False
    )
    assert done.returncode == 0, done.stderr
    return set(done.stdout.split())


def test_importing_loads_nothing_heavy():
    loaded = _loaded_by("import normtext")
    assert "normtext" in loaded
    assert not loaded & set(HEAVY)
    assert not [name for name in loaded if name.startswith("normtext.stages")]


def test_optional_dependencies_wait_until_they_are_used():
    loaded = _loaded_by("import normtext\nnormtext.normalize('caf&eacute;', preset='repair')")
    assert "ftfy" in loaded, "what loads it is what this test is about"
    assert not loaded & {"pyarrow", "hypothesis", "langdetect", "click", "rich"}


@pytest.mark.parametrize("name", normtext.__all__)
def test_every_name_resolves(name):
    assert getattr(normtext, name) is not None
    assert name in dir(normtext)


def test_names_are_sorted_and_no_module_bears_one():
    import pkgutil

    assert list(normtext.__all__) == sorted(normtext.__all__)
    modules = {module.name for module in pkgutil.iter_modules(normtext.__path__)}
    assert not modules & set(normtext.__all__)


def test_an_unknown_name_is_an_attribute_error():
    with pytest.raises(AttributeError, match="module 'normtext' has no attribute 'normalise'"):
        normtext.normalise  # noqa: B018 - the access is the test


def test_missing_pyarrow_names_the_extra(monkeypatch):
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(ImportError, match=r"needs the extra 'parquet': .*'normtext\[parquet\]'"):
        normtext.arrow_schema()
