"""Byte pairs: packages with a `bpe.model`, cut into pieces as subword-nmt and argostranslate do."""

import shutil

import pytest
from translation import ARCHIVE

import normtext
from normtext.errors import ModelError
from normtext.translation.archive import unpack
from normtext.translation.tokenizers import BytePairs

pytest.importorskip("sacremoses")

MERGES = ["l e", "l e</w>", "c h", "ch a", "cha t", "cha t</w>", "o n", "on </w>", "e </w>"]
SENTENCES = [
    "Le chat dort, le chaton aussi.",
    "L’été « à la mer » coûte 3 000 € !",
    "x@@ y  et\u00a0z : http://a.ca/?b=1&c=2",
    "a\u2028b <i>gras</i> [x|y]",
    "👩🏽 ok",
    "",
]


def _tokenizer(tmp_path, version):
    path = tmp_path / "bpe.model"
    path.write_text("\n".join([*version, *MERGES, ""]), encoding="utf-8")
    return BytePairs(path, "fr", "en")


@pytest.mark.parametrize("version", [[], ["#version: 0.2"]])
def test_pieces(tmp_path, version):
    tokenizer = _tokenizer(tmp_path, version)
    pieces = ["le", "chat", "d@@", "o@@", "r@@", "t", "."]
    assert tokenizer.encode("le chat dort.") == pieces
    assert tokenizer.decode(pieces, underscores=True) == "le chat dort."


def test_versions_differ_in_the_end_of_a_word(tmp_path):
    """In 0.1 the end is a piece of its own: here `on` merges with that, and with no `n</w>`."""
    assert _tokenizer(tmp_path, []).encode("chaton on") == ["chat@@", "on", "on"]
    assert _tokenizer(tmp_path, ["#version: 0.2"]).encode("chaton on") == [
        "chat@@",
        "o@@",
        "n",
        "o@@",
        "n",
    ]


@pytest.mark.parametrize("version", [[], ["#version: 0.2"]])
def test_pieces_are_those_of_argostranslate(tmp_path, version):
    theirs = pytest.importorskip("argostranslate.tokenizer", reason="argostranslate brings torch")
    ours = _tokenizer(tmp_path, version)
    theirs = theirs.BPETokenizer(tmp_path / "bpe.model", "fr", "en")
    for sentence in SENTENCES:
        assert ours.encode(sentence) == theirs.encode(sentence)
        pieces = theirs.encode(sentence)
        assert ours.decode(pieces, underscores=True) == theirs.decode(pieces)


@pytest.mark.parametrize(
    ("text", "message"), [("#version: 0.3\na b\n", "version 0.3 are not known"), ("a b c\n", "two")]
)
def test_a_file_that_holds_no_merges_is_said(tmp_path, text, message):
    path = tmp_path / "bpe.model"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ModelError, match=message):
        BytePairs(path, "fr", "en")


def test_a_package_with_byte_pairs_translates(tmp_path, monkeypatch):
    """Its model knows other pieces, so what it says matters little; that it is asked does."""
    folder = unpack(ARCHIVE, tmp_path)
    (folder / "sentencepiece.model").unlink()
    _tokenizer(tmp_path, [])
    shutil.move(tmp_path / "bpe.model", folder / "bpe.model")
    monkeypatch.setenv("NORMTEXT_MODELS", str(tmp_path))
    translated = normtext.translate("Le chat dort sur le lit.", "fr", "en")
    assert translated.strip()
    assert translated != "Le chat dort sur le lit."
