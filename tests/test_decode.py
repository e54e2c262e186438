"""Decode: bytes to text, whatever the bytes."""

import codecs

from casefiles import parametrize
from hypothesis import given
from hypothesis import strategies as st
from strategies import SENTENCES, any_bytes, encoded, mixed_lines

from normtext.pipeline import Pipeline
from normtext.spans import Span
from normtext.stages import Decode

_FRENCH = SENTENCES[2]
_WESTERN = st.lists(st.sampled_from(SENTENCES[1:4]), min_size=1, max_size=5).map("\n".join)


@parametrize("decode.toml", "case", "case")
def test_case(case):
    data = bytes.fromhex(case["bytes"]) if "bytes" in case else case["text"].encode(case["encode"])
    decoded = Decode().decode(data)
    assert decoded.text == case["text"]
    assert list(decoded.encodings) == case["encodings"]
    assert list(decoded.flags) == case.get("flags", [])
    assert [mark.rule for mark in decoded.marks] == case.get("rules", [])
    assert [decoded.text[mark.span.slice] for mark in decoded.marks] == case.get("marked", [])


@given(data=st.one_of(any_bytes, encoded, mixed_lines))
def test_any_bytes(data):
    decoded = Decode().decode(data)
    text = decoded.text
    assert text.encode().decode() == text
    assert decoded.encodings
    assert all(codecs.lookup(encoding) for encoding in decoded.encodings)
    assert len(set(decoded.flags)) == len(decoded.flags)
    at = 0
    for mark in decoded.marks:
        assert at <= mark.span.start < mark.span.end <= len(text)
        assert mark.rule in Decode().rules
        at = mark.span.end


@given(text=st.text())
def test_utf_8_is_exact(text):
    """But for what looks like UTF-16, and for byte order marks."""
    if "\0" in text or text.startswith("\ufeff"):
        return
    assert Decode().decode(text.encode()) == (text, ("utf-8",), (), ())
    assert Decode().decode(text.encode("utf-8-sig")) == (text, ("utf-8",), (), ())


@given(text=st.text(min_size=1), encoding=st.sampled_from(("utf-16", "utf-32")))
def test_marked_encodings_are_exact(text, encoding):
    if text.startswith(("\0", "\ufeff")):
        return
    decoded = Decode().decode(text.encode(encoding))
    assert (decoded.text, decoded.flags) == (text, ())


@given(text=_WESTERN)
def test_windows_1252_is_exact(text):
    text = text.encode("windows-1252", "ignore").decode("windows-1252")
    assert Decode().decode(text.encode("windows-1252")) == (text, ("windows-1252",), (), ())


@given(before=st.integers(2, 5), line=st.sampled_from(SENTENCES[2:4]), after=st.integers(0, 5))
def test_a_line_in_another_encoding(before, line, after):
    line = line.encode("windows-1252", "ignore").decode("windows-1252") + "\n"
    rest = _FRENCH + "\n"
    data = (rest * before).encode() + line.encode("windows-1252") + (rest * after).encode()
    decoded = Decode().decode(data)
    assert decoded.text == rest * before + line + rest * after
    assert decoded.flags == ("mixed_encoding",)
    start = len(rest) * before
    assert [mark.span for mark in decoded.marks] == [Span(start, start + len(line))]


@given(cut=st.integers(1, len(_FRENCH.encode()) - 1))
def test_a_cut_costs_one_character(cut):
    data = (_FRENCH + "\n").encode() * 2 + _FRENCH.encode()[:cut]
    text = Decode().decode(data).text
    whole = (_FRENCH + "\n") * 2 + _FRENCH.encode()[:cut].decode("utf-8", "ignore")
    assert text in (whole, whole + "\N{REPLACEMENT CHARACTER}")


def test_what_a_record_says():
    pipeline = Pipeline([Decode()])
    record = pipeline.normalize((_FRENCH + "\n").encode() * 3 + b"un caf\xe9 ferm\xe9")
    assert record.source.encoding == "utf-8"
    assert record.source.flags == ("mixed_encoding",)
    assert [(label.text, label.rule) for label in record.labels] == [
        ("un café fermé", "decode.windows-1252")
    ]
    assert pipeline.normalize("text").source.encoding == ""
