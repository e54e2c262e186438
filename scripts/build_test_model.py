"""Train the tiny French to English package that the tests of translation run on.

    python scripts/build_test_model.py PAIRS.tsv.gz tests/data/fr_en-for-tests-only.argosmodel

PAIRS: French, tab, English, one pair a line: units of the federal acts of Canada (Justice Laws,
Open Government Licence - Canada). Needs torch, sacrebleu, sentencepiece and ctranslate2, for this
script only. One core, some minutes; equal results for equal versions of these libraries.

What it makes is an Argos package like any other, so the tests go through the real code path. It
is far too small to translate anything but the phrases of statutes, and says so in its metadata.
"""

from __future__ import annotations

import argparse
import gzip
import json
import math
import random
import tempfile
import zipfile
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

import ctranslate2
import numpy as np
import sacrebleu
import sentencepiece
import torch
from torch import Tensor, nn

VOCABULARY = 2000
WIDTH, HEADS, INNER = 128, 4, 512
ENCODERS, DECODERS = 2, 2
POSITIONS = 256
MAX_WORDS = 8  # in both languages: what so small a model can learn in minutes
BATCH_TOKENS = 1000
HELD_BACK = 0.01  # of the pairs, chosen by the digest of their French
NAME = "translate-fr_en-for_tests_only"
METADATA = {
    "package_version": "0.1",
    "argos_version": "1.9.0",
    "from_code": "fr",
    "from_name": "French (tests only)",
    "to_code": "en",
    "to_name": "English (tests only)",
    "links": [],
    "code": "translate-fr_en",
    "note": "FOR TESTS ONLY: a tiny model of statutes that translates nothing else. Contains "
    "information licensed under the Open Government Licence - Canada (Department of Justice "
    "Canada, Justice Laws). Built by scripts/build_test_model.py of normtext.",
}


def pairs_of(path: Path) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    """Short pairs, each French once: to train on, and held back."""
    train, held, seen = [], [], set()
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            french, english = line.rstrip("\n").split("\t")
            words = french.split(), english.split()
            if french in seen or not all(2 <= len(side) <= MAX_WORDS for side in words):
                continue
            seen.add(french)
            chance = int.from_bytes(sha256(french.encode()).digest()[:4]) / 2**32
            (held if chance < HELD_BACK else train).append((french, english))
    return train, held


def sinusoids() -> np.ndarray:
    rates = np.exp(-np.arange(0, WIDTH, 2) * (math.log(10000.0) / WIDTH))
    angles = np.arange(POSITIONS)[:, None] * rates[None, :]
    return np.concatenate([np.sin(angles), np.cos(angles)], axis=1).astype(np.float32)


class Attention(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.norm = nn.LayerNorm(WIDTH)
        self.query, self.key, self.value, self.out = (nn.Linear(WIDTH, WIDTH) for _ in range(4))

    def forward(self, x: Tensor, memory: Tensor | None, mask: Tensor) -> Tensor:
        normed = self.norm(x)
        memory = normed if memory is None else memory
        heads = [
            layer(value).view(len(value), -1, HEADS, WIDTH // HEADS).transpose(1, 2)
            for layer, value in ((self.query, normed), (self.key, memory), (self.value, memory))
        ]
        mixed = nn.functional.scaled_dot_product_attention(*heads, attn_mask=mask)
        return x + self.out(mixed.transpose(1, 2).reshape(x.shape))


class FeedForward(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.norm = nn.LayerNorm(WIDTH)
        self.inner, self.outer = nn.Linear(WIDTH, INNER), nn.Linear(INNER, WIDTH)

    def forward(self, x: Tensor) -> Tensor:
        return x + self.outer(torch.relu(self.inner(self.norm(x))))


class Layer(nn.Module):
    def __init__(self, *, decodes: bool) -> None:
        super().__init__()
        self.self_attention, self.feed = Attention(), FeedForward()
        self.cross = Attention() if decodes else None

    def forward(self, x: Tensor, mask: Tensor, memory: Tensor, seen: Tensor) -> Tensor:
        x = self.self_attention(x, None, mask)
        if self.cross is not None:
            x = self.cross(x, memory, seen)
        return self.feed(x)


class Translator(nn.Module):
    """A pre-norm transformer; source, target and output share their embeddings."""

    def __init__(self) -> None:
        super().__init__()
        self.embed = nn.Embedding(VOCABULARY, WIDTH)
        nn.init.normal_(self.embed.weight, std=WIDTH**-0.5)
        self.encoder = nn.ModuleList(Layer(decodes=False) for _ in range(ENCODERS))
        self.decoder = nn.ModuleList(Layer(decodes=True) for _ in range(DECODERS))
        self.encoder_norm, self.decoder_norm = nn.LayerNorm(WIDTH), nn.LayerNorm(WIDTH)
        self.register_buffer("positions", torch.from_numpy(sinusoids()))

    def embedded(self, ids: Tensor) -> Tensor:
        return self.embed(ids) * WIDTH**0.5 + self.positions[: ids.shape[1]]

    def forward(self, source: Tensor, target: Tensor) -> Tensor:
        seen = (source >= 0)[:, None, None, :]
        memory = self.embedded(source.clamp(min=0))
        for layer in self.encoder:
            memory = layer(memory, seen, memory, seen)
        memory = self.encoder_norm(memory)
        x = self.embedded(target.clamp(min=0))
        past = torch.ones(x.shape[1], x.shape[1], dtype=torch.bool).tril()[None, None]
        for layer in self.decoder:
            x = layer(x, past, memory, seen)
        return self.decoder_norm(x) @ self.embed.weight.T


def batches(pairs: list[tuple[list[int], list[int]]], chance: random.Random) -> Iterator[list]:
    """Batches of like length, in random order, for ever."""
    while True:
        order = sorted(pairs, key=lambda pair: (len(pair[0]) + chance.randint(0, 3), len(pair[1])))
        groups, group, longest = [], [], 0
        for pair in order:
            longest = max(longest, len(pair[0]), len(pair[1]))
            if group and longest * (len(group) + 1) > BATCH_TOKENS:
                groups.append(group)
                group, longest = [], max(len(pair[0]), len(pair[1]))
            group.append(pair)
        chance.shuffle(groups)
        yield from groups


def padded(rows: list[list[int]]) -> Tensor:
    return nn.utils.rnn.pad_sequence([torch.tensor(row) for row in rows], True, -1)


def train(pairs: list[tuple[list[int], list[int]]], steps: int) -> Translator:
    torch.manual_seed(1)
    torch.set_num_threads(1)
    model, loss_of = Translator(), nn.CrossEntropyLoss(ignore_index=-1, label_smoothing=0.1)
    optimizer = torch.optim.Adam(model.parameters(), lr=1.0, betas=(0.9, 0.98), eps=1e-9)
    pace = torch.optim.lr_scheduler.LambdaLR(  # up for 200 steps, then down to nothing
        optimizer, lambda step: 3e-3 * min((step + 1) / 200, max(1 - step / steps, 0.01))
    )
    todo = batches(pairs, random.Random(1))
    for step in range(steps):
        group = next(todo)
        source = padded([french for french, _ in group])
        target = padded([[1, *english] for _, english in group])
        wanted = padded([[*english, 2] for _, english in group])
        loss = loss_of(model(source, target).flatten(0, 1), wanted.flatten())
        optimizer.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        pace.step()
        if step % 100 == 0:
            print(f"step {step} of {steps}: loss {loss.item():.3f}", flush=True)
    return model


def array(tensor: Tensor) -> np.ndarray:
    return tensor.detach().numpy().astype(np.float32)


def fill(spec: object, *layers: nn.Module) -> None:
    """The weights of one linear layer, or of several side by side."""
    spec.weight = np.concatenate([array(layer.weight) for layer in layers])
    spec.bias = np.concatenate([array(layer.bias) for layer in layers])


def fill_norm(spec: object, norm: nn.LayerNorm) -> None:
    spec.gamma, spec.beta = array(norm.weight), array(norm.bias)


def fill_layer(spec: object, layer: Layer) -> None:
    own = layer.self_attention
    fill_norm(spec.self_attention.layer_norm, own.norm)
    fill(spec.self_attention.linear[0], own.query, own.key, own.value)
    fill(spec.self_attention.linear[1], own.out)
    if layer.cross is not None:
        fill_norm(spec.attention.layer_norm, layer.cross.norm)
        fill(spec.attention.linear[0], layer.cross.query)
        fill(spec.attention.linear[1], layer.cross.key, layer.cross.value)
        fill(spec.attention.linear[2], layer.cross.out)
    fill_norm(spec.ffn.layer_norm, layer.feed.norm)
    fill(spec.ffn.linear_0, layer.feed.inner)
    fill(spec.ffn.linear_1, layer.feed.outer)


def convert(model: Translator, vocabulary: list[str], folder: Path) -> None:
    """To CTranslate2, in 8 bit integers."""
    spec = ctranslate2.specs.TransformerSpec.from_config((ENCODERS, DECODERS), HEADS, pre_norm=True)
    for side, layers, norm in (
        (spec.encoder, model.encoder, model.encoder_norm),
        (spec.decoder, model.decoder, model.decoder_norm),
    ):
        embeddings = side.embeddings[0] if side is spec.encoder else side.embeddings
        embeddings.weight = array(model.embed.weight)
        side.position_encodings.encodings = array(model.positions)
        side.scale_embeddings = True
        fill_norm(side.layer_norm, norm)
        for part, layer in zip(side.layer, layers, strict=True):
            fill_layer(part, layer)
    spec.decoder.projection.weight = array(model.embed.weight)
    spec.register_source_vocabulary(vocabulary)
    spec.register_target_vocabulary(vocabulary)
    spec.validate()
    spec.optimize(quantization="int8")
    spec.save(str(folder))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("pairs", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--steps", type=int, default=1000)
    asked = parser.parse_args()
    training, held = pairs_of(asked.pairs)
    print(f"{len(training)} pairs to train on, {len(held)} held back")
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch) / NAME
        (folder / "model").mkdir(parents=True)
        sentencepiece.SentencePieceTrainer.train(
            sentence_iterator=iter([side for pair in training for side in pair]),
            model_prefix=str(folder / "sentencepiece"),
            vocab_size=VOCABULARY,
            normalization_rule_name="identity",  # half a megabyte less
            num_threads=1,
            minloglevel=2,
        )
        (folder / "sentencepiece.vocab").unlink()
        pieces = sentencepiece.SentencePieceProcessor(str(folder / "sentencepiece.model"))
        encoded = [(pieces.encode(french), pieces.encode(english)) for french, english in training]
        model = train([pair for pair in encoded if max(map(len, pair)) < 100], asked.steps)
        convert(model, [pieces.id_to_piece(i) for i in range(VOCABULARY)], folder / "model")
        translator = ctranslate2.Translator(str(folder / "model"), intra_threads=1)
        sources = [pieces.encode(french, out_type=str) for french, _ in held]
        results = translator.translate_batch(sources, beam_size=4, max_batch_size=64)
        outputs = [pieces.decode_pieces(result.hypotheses[0]) for result in results]
        bleu = sacrebleu.corpus_bleu(outputs, [[english for _, english in held]])
        (folder / "metadata.json").write_text(json.dumps(METADATA, indent=1), encoding="utf-8")
        write_package(folder, asked.out)
    for (french, english), output in list(zip(held, outputs, strict=True))[:8]:
        print(f"  {french}\n    {english}\n    {output}")
    print(f"BLEU {bleu.score:.1f} on {len(held)} held-back pairs; {asked.out.stat().st_size} bytes")


def write_package(folder: Path, out: Path) -> None:
    """A zip with one top directory, without the time of day."""
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for file in sorted(path for path in folder.rglob("*") if path.is_file()):
            entry = zipfile.ZipInfo(f"{NAME}/{file.relative_to(folder).as_posix()}")
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, file.read_bytes())


if __name__ == "__main__":
    main()
