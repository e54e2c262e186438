"""docs/testing.md is a test: its first stage gives just the messages shown, its second none."""

import re
import sys
from pathlib import Path

import pytest

from normtext import testing
from normtext.testing import LawsBroken, check_stage

PAGE = (Path(__file__).parent.parent / "docs" / "testing.md").read_text("utf-8")
FILES = dict(re.findall(r"^```python title=(\S+)\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL))
[MESSAGE] = re.findall(r"^```text\n(.*?)\n```$", PAGE, re.MULTILINE | re.DOTALL)


@pytest.fixture(autouse=True)
def _files(tmp_path, monkeypatch):
    for name, text in FILES.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    monkeypatch.syspath_prepend(str(tmp_path))
    yield
    for name in FILES:
        sys.modules.pop(name.removesuffix(".py"), None)


def test_the_first_stage_breaks_three_laws():
    import test_numero

    with pytest.raises(LawsBroken) as raised:
        test_numero.test_spell_numero()
    assert raised.value.laws == ("valid", "local", "plain value")
    assert str(raised.value) == MESSAGE


def test_the_mended_one_breaks_none():
    from mended import SpellNumero

    check_stage(SpellNumero())


def test_each_law_alone():
    import test_each

    [mark] = test_each.test_law.pytestmark
    assert set(mark.args[1]) == set(testing.LAWS)
    test_each.test_law("local")


def test_the_page_tells_of_every_name():
    words = set(re.findall(r"\w+", PAGE))
    assert set(testing.__all__) - words == set()
