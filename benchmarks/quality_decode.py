"""How many bytes come back as the text they were made of, beside the peers that are installed.

    python benchmarks/quality_decode.py --data FOLDER [--every 1] [--years 12 13] [--misses 0]

FOLDER holds ``clean/wmtNN.en`` and ``.fr`` (news, which no table of normtext is made from) and
``languages/flores-dev.XX``. A case counts where the text is exact; of corrupted UTF-8, where every
character that was not hit is. The thresholds were chosen on years 08 and 09, and on every 17th
sentence of FLORES-200 dev, so the table of other languages is in sample.

Peers: ftfy.guess_bytes; charset-normalizer's and chardet's best answer, its errors replaced.
"""

import argparse
import time
from collections import defaultdict
from collections.abc import Callable, Sequence
from pathlib import Path

from decode_cases import Case, foreign_cases, western_cases

from normtext.stages import Decode

Reader = Callable[[bytes], str]


def readers() -> dict[str, Reader]:
    """Every program that is there."""
    found: dict[str, Reader] = {"normtext": lambda data: Decode().decode(data).text}
    try:
        import ftfy
    except ImportError:
        pass
    else:
        found["ftfy"] = lambda data: ftfy.guess_bytes(data)[0]
    try:
        from charset_normalizer import from_bytes
    except ImportError:
        pass
    else:
        found["charset-n."] = lambda data: str(from_bytes(data).best() or "")
    try:
        import chardet
    except ImportError:
        pass
    else:
        found["chardet"] = lambda data: data.decode(
            chardet.detect(data)["encoding"] or "utf-8", "replace"
        )
    return found


def is_right(read: Reader, case: Case) -> bool:
    """Whether a program finds the text; one that raises does not."""
    try:
        text = read(case.data)
    except Exception:  # noqa: BLE001 - a peer may raise anything
        return False
    if case.encoding.startswith("utf") and case.kind == "clean":
        text = text.removeprefix("\ufeff")  # not what this measures
    return case.pattern.fullmatch(text) is not None


def report(title: str, cases: Sequence[Case], misses: int) -> None:
    """One table: a row for each kind, encoding and length."""
    programs = readers()
    rows: dict[tuple[str, ...], dict[str, list[bool]]] = defaultdict(lambda: defaultdict(list))
    spent = dict.fromkeys(programs, 0.0)
    shown = 0
    for case in cases:
        length = str(case.length)
        keys = [(case.kind, case.encoding, case.lang, length)]
        if case.kind != "foreign":
            keys = [
                (case.kind, case.encoding, "", length),
                (case.kind, case.encoding, "", "all"),
                ("all", "", case.lang, length),
            ]
            if case.kind == "clean":
                keys.append(("clean", "all", "", length))
        for name, read in programs.items():
            start = time.process_time()
            right = is_right(read, case)
            spent[name] += time.process_time() - start
            for key in (*keys, ("all", "", "", "")):
                rows[key][name].append(right)
            if name == "normtext" and not right and shown < misses:
                shown += 1
                print(case.kind, case.encoding, case.lang, case.length, difference(read, case))
    print(f"\n{title}: {len(cases)} cases, exact %")
    print(f"{'kind':10} {'encoding':13} {'':2} {'chars':>5} {'cases':>6}", end="")
    print("".join(f"{name:>12}" for name in programs))
    for key in sorted(rows, key=lambda key: (key[0] == "all", key)):
        cells = [f"{100 * sum(row) / len(row):12.1f}" for row in rows[key].values()]
        count = len(rows[key]["normtext"])
        print(f"{key[0]:10} {key[1]:13} {key[2]:2} {key[3]:>5} {count:6}" + "".join(cells))
    cells = [f"{1e6 * seconds / max(1, len(cases)):12.0f}" for seconds in spent.values()]
    print(f"{'CPU, microseconds a case':40}" + "".join(cells))


def difference(read: Reader, case: Case) -> str:
    """Where a text goes wrong, as far as it can be shown."""
    text, wanted = read(case.data), case.pattern.pattern.replace("\\", "")
    place = next(
        (i for i, pair in enumerate(zip(text, wanted, strict=False)) if len(set(pair)) > 1), 0
    )
    return (
        f"{text[max(0, place - 12) : place + 8]!r} for {wanted[max(0, place - 12) : place + 8]!r}"
    )


def clean_cost(folder: Path) -> None:
    """What a clean document costs."""
    decode = Decode().decode
    text = (folder / "clean" / "wmt12.fr").read_text(encoding="utf-8")[:2200]
    print("\nCPU, microseconds a document of 2,200 characters of French, decoded")
    for encoding in ("utf-8", "windows-1252"):
        data = text.encode(encoding)
        decode(data)
        start = time.process_time()
        for _ in range(200):
            decode(data)
        print(f"{encoding:13} {1e6 * (time.process_time() - start) / 200:8.1f}")


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--every", type=int, default=1, help="only every n-th case")
    parser.add_argument("--years", nargs="+", default=["12", "13"])
    parser.add_argument("--misses", type=int, default=0, help="how many of our misses to show")
    options = parser.parse_args()
    western = list(western_cases(options.data, tuple(options.years)))[:: options.every]
    report("English and French", western, options.misses)
    report("other languages", list(foreign_cases(options.data))[:: options.every], options.misses)
    clean_cost(options.data)


if __name__ == "__main__":
    main()
