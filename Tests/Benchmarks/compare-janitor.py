#!/usr/bin/env python3
"""compare-janitor.py BINARY REFERENCE EVAL: the documents that `gpt3` flags beside those of lm-evaluation-harness.

REFERENCE is a folder with corpus/*.json.gz and decont_janitor_13.json (document numbers the harness's Janitor flags with
n = 13), EVAL the evaluation file planted in that corpus. Ends with status 1 when a difference is not among those
explained below.
"""
import glob, json, os, subprocess, sys

EXPLAINED = {
    502: "An edited item whose longest unchanged run of 13 words has a mark standing alone in it (`There are 40/2 = "
         "<<40/2=20>>20 pupils`). Janitor counts pieces between white space in the document, marks included, but "
         "words without marks in the items, so its 13-grams with a lone mark never agree; without the lone marks it "
         "flags the document too. Words of gpt3 are the same on both sides.",
}

binary, reference, evaluation = sys.argv[1:4]
scan = subprocess.run(
    [binary, "contamination", "scan", "--method", "gpt3", "--workers", "1", "--benchmarks", evaluation, "--corpus"]
    + sorted(glob.glob(os.path.join(reference, "corpus", "*.json.gz"))), stdout=subprocess.PIPE, check=True, text=True)
ours = {int(json.loads(line)["id"]) for line in scan.stdout.split("\n") if line}
theirs = set(json.load(open(os.path.join(reference, "decont_janitor_13.json"))))
print(f"gpt3 flags {len(ours)} documents, Janitor {len(theirs)}, both {len(ours & theirs)}")
for document in sorted(ours ^ theirs):
    who = "gpt3 alone" if document in ours else "Janitor alone"
    print(f"{document}: {who}: {EXPLAINED.get(document, 'NOT EXPLAINED')}")
sys.exit(bool((ours ^ theirs) - set(EXPLAINED)))
