#!/usr/bin/env python3
"""Turns the corpus of the search benchmark into files that `fingertip import` reads.

    corpus.py CORPUS.jsonl[.gz] FOLDER

CORPUS has a record a line: {id, kind, code, country, title, body}. Records of kind "hs" become lines of a nomenclature
(FOLDER/nomenclature.csv), all others become guidance (FOLDER/guidance.jsonl).
"""
import csv, gzip, json, pathlib, sys

corpus, folder = sys.argv[1], pathlib.Path(sys.argv[2])
folder.mkdir(parents=True, exist_ok=True)
opened = gzip.open if corpus.endswith(".gz") else open
with opened(corpus, "rt", encoding="utf-8") as records, \
        open(folder / "nomenclature.csv", "w", newline="", encoding="utf-8") as lines, \
        open(folder / "guidance.jsonl", "w", encoding="utf-8") as guidance:
    table = csv.writer(lines)
    table.writerow(["code", "suffix", "indent", "declarable", "valid_from", "valid_until", "description_en"])
    goods = []
    for record in map(json.loads, records):
        if record["kind"] == "hs" and record["code"].isdigit():
            goods.append((record["code"].ljust(10, "0"), len(record["code"]), record["body"]))
        else:
            json.dump({"id": f"bench-{record['id']}", "kind": record["kind"].replace("_", "-"), "title": record["title"],
                       "lang": "en", "text": record["body"], "source": record["country"] or "benchmark"}, guidance)
            guidance.write("\n")
    seen = set()
    for code, digits, text in sorted(goods):
        if code not in seen:
            seen.add(code)
            table.writerow([code, 80, {2: 0, 4: 0}.get(digits, 1), str(digits == 6).lower(), "2022-01-01", "", text])
