#!/usr/bin/env python3
"""contamination-table.py BINARY PLANTED [CLEAN]: what each contamination method finds, in one table.

PLANTED is a folder written by plant-evaluation-sets.py; CLEAN is another, made with --without and another seed, for
false flags. Each method scans each corpus by `sluice contamination scan` on one thread.

  recall     share of the planted documents that are flagged, for any item: verbatim, with letter case and
             punctuation changed, and with a word in twelve replaced, left out or put in; of items under 13 words
             (pieces between white space) apart, since they have no 13-gram
  item       share of the planted documents that are flagged for the planted item, all kinds
  precision  share of the flagged documents of PLANTED in which something is planted
  false      flagged documents in 100,000 of CLEAN (of PLANTED, nothing planted in them, without CLEAN)
  MB/CPU s   10^6 bytes of text in PLANTED by CPU seconds of the whole process: decompressing, parsing JSON and
             preparing the sets included

  --methods a,b   instead of all that the command knows
  --flags FOLDER  keep what the scans print
  --misses NAME   print the planted items that this method misses and the documents it flags wrongly
"""
import argparse, collections, json, os, resource, subprocess

KINDS = (("contam_exact", "verbatim"), ("contam_case", "re-cased"), ("contam_edit", "edited"))


def scan(args, method, folder):
    """({document number: set of (set, item)}, CPU seconds), or why there is none."""
    command = [args.binary, "contamination", "scan", "--method", method, "--workers", "1", "--benchmarks",
               os.path.join(folder, "sets"), "--corpus", os.path.join(folder, "corpus", "*.json.gz")]
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    if done.returncode not in (0, 2):
        return None, (done.stderr.strip().split("\n") or ["no message"])[-1]
    flags = collections.defaultdict(set)
    for line in done.stdout.split("\n"):
        if line:
            record = json.loads(line)
            flags[int(record["id"])].add((record["benchmark"], record["item"]))
    if args.flags:
        os.makedirs(args.flags, exist_ok=True)
        name = f"{os.path.basename(os.path.normpath(folder))}-{method}.jsonl"
        with open(os.path.join(args.flags, name), "w") as file:
            file.write(done.stdout)
    return flags, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def share(part, whole):
    return f"{100 * part / whole:.1f}" if whole else "-"


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("binary")
    parser.add_argument("planted")
    parser.add_argument("clean", nargs="?")
    parser.add_argument("--methods", default="gpt3,gpt2,palm,llama2,llama3,gpt4,tulu3,dolma,decon,sluice")
    parser.add_argument("--flags")
    parser.add_argument("--misses")
    args = parser.parse_args()

    items = [json.loads(line) for line in open(os.path.join(args.planted, "items.jsonl"), encoding="utf-8")]
    truth = {}
    for line in open(os.path.join(args.planted, "corpus", "truth.jsonl"), encoding="utf-8"):
        record = json.loads(line)
        if record["kind"].startswith("contam"):
            truth[record["id"]] = (record["kind"], items[int(record["source"].split(":")[1])])
    corpus = json.load(open(os.path.join(args.planted, "corpus", "corpus.json")))
    clean = json.load(open(os.path.join(args.clean, "corpus", "corpus.json"))) if args.clean else None

    print(f"{corpus['documents']} documents, {corpus['utf8_bytes'] / 1e6:.0f} MB, seed {corpus['seed']}, {len(truth)} planted"
          + (f"; clean: {clean['documents']} documents, seed {clean['seed']}" if clean else ""))
    heads = [f"{name} {size}" for _, name in KINDS for size in ("<13", "13+")]
    print("  ".join([f"{'method':8}"] + [f"{head:>12}" for head in heads]
                    + [f"{head:>9}" for head in ("item", "precision", "false", "MB/CPU s")]))
    for method in args.methods.split(","):
        flags, seconds = scan(args, method, args.planted)
        if flags is None:
            print(f"{method:8}  no figure: {seconds}")
            continue
        total, hit, right = collections.Counter(), collections.Counter(), 0
        for document, (kind, item) in truth.items():
            cell = (kind, len(item["text"].split()) < 13)
            total[cell] += 1
            hit[cell] += document in flags
            right += (item["set"], item["index"]) in flags.get(document, ())
        wrong = [document for document in flags if document not in truth]
        documents, false = corpus["documents"] - len(truth), len(wrong)
        if args.clean:
            found, _ = scan(args, method, args.clean)
            documents, false = clean["documents"], len(found or ())
        cells = [share(hit[kind, short], total[kind, short]) for kind, _ in KINDS for short in (True, False)]
        print("  ".join([f"{method:8}"] + [f"{cell:>12}" for cell in cells]
                        + [f"{share(right, len(truth)):>9}", f"{share(len(flags) - len(wrong), len(flags)):>9}",
                           f"{1e5 * false / documents:>9.1f}", f"{corpus['utf8_bytes'] / 1e6 / seconds:>9.1f}"]), flush=True)
        if args.misses == method:
            for document, (kind, item) in truth.items():
                if document not in flags:
                    print(f"  missed {document} {kind} {item['set']} {item['index']}: {item['text'][:160]!r}")
            for document in wrong:
                print(f"  wrong {document}: {sorted(flags[document])[:4]}")


if __name__ == "__main__":
    main()
