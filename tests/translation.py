"""What the tests of translation share: the tiny package, a store of its own, made-up archives."""

import json
import zipfile
from pathlib import Path

from normtext.translation.engine import Output

ARCHIVE = Path(__file__).parent / "data" / "fr_en-for-tests-only.argosmodel"

METADATA = {
    "from_code": "fr",
    "to_code": "en",
    "package_version": "1.0",
}


class FakeEngine:
    """Answers from a table, else with the sentence in brackets; keeps what it was asked."""

    def __init__(self, table=(), fails=(), repeats=None):
        self.table, self.fails, self.repeats = dict(table), set(fails), repeats or {}
        self.asked = []

    def length(self, sentence):
        return len(sentence.split())

    def translate(self, sentences, *, no_repeat=False):
        self.asked.append(list(sentences))
        if self.fails & set(sentences):
            raise RuntimeError("no such token")
        table = self.repeats if no_repeat else self.table
        made = [table.get(one, f"[{one}]") for one in sentences]
        return [one if isinstance(one, Output) else Output(one, -0.1) for one in made]


def archive(path, members, *, metadata=METADATA, top="pack"):
    """A zip with metadata and the members given as {name: bytes or ZipInfo-and-bytes}."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as made:
        if metadata is not None:
            made.writestr(f"{top}/metadata.json", json.dumps(metadata))
        for name, data in members:
            made.writestr(name, data)
    return path


WHOLE = [
    ("pack/model/model.bin", b"not really"),
    ("pack/model/config.json", b"{}"),
    ("pack/sentencepiece.model", b"not really"),
]
