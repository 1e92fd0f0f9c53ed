#!/usr/bin/env python3
"""plant-evaluation-sets.py EVAL TEXTS OUT: a corpus with evaluation items planted in it, and the sets.

EVAL is a folder with gsm8k-test.jsonl, HumanEval.jsonl.gz, mmlu-test.jsonl.zst, TruthfulQA.csv, lambada_openai.jsonl
and gpt3-three_digit_addition.jsonl in the form they were published in. TEXTS is a folder of .txt and .jsonl files with
real text. Written are

  OUT/sets/NAME.jsonl   each set as {"question", "answer"}: what `sluice contamination --benchmarks` reads
  OUT/items.jsonl       all of them joined as {"text", "question", "answer", "set", "index"}; line K is the item `eval:K`
                        of the ground truth, and its text (question, answer, a line each) is what is planted
  OUT/corpus/           C4-style shards and truth.jsonl, made by make_corpus.py of the shared benchmark folder

Of multiple choice the answer is the text of the right option. The corpus is made by ../shared/bench/make_corpus.py
beside the checkout; without that file the sets alone are written, and a line says so. Needs Python 3 and `zstd`.

  --mb 300 --shards 24 --seed 1 --contam 0.003   as make_corpus.py takes them
  --without                                      plant nothing (for false flags)
"""
import argparse, csv, gzip, json, os, subprocess, sys

here = os.path.dirname(os.path.abspath(__file__))


def lines(path):
    if path.endswith(".zst"):
        data = subprocess.run(["zstd", "-dcq", path], check=True, stdout=subprocess.PIPE).stdout
    elif path.endswith(".gz"):
        data = gzip.open(path).read()
    else:
        data = open(path, "rb").read()
    return [json.loads(line) for line in data.decode("utf-8").split("\n") if line.strip()]


def truthful(path):
    with open(path, encoding="utf-8-sig", newline="") as file:
        return [(r["Question"], r["Best Answer"]) for r in csv.DictReader(file)]


SETS = {
    "gsm8k": ("gsm8k-test.jsonl", lambda p: [(r["question"], r["answer"]) for r in lines(p)]),
    "humaneval": ("HumanEval.jsonl.gz", lambda p: [(r["prompt"], r["canonical_solution"]) for r in lines(p)]),
    "mmlu": ("mmlu-test.jsonl.zst", lambda p: [(r["question"], r["choices"][r["answer"]]) for r in lines(p)]),
    "truthfulqa": ("TruthfulQA.csv", truthful),
    "lambada": ("lambada_openai.jsonl", lambda p: [(r["context"], r["continuation"]) for r in lines(p)]),
    "arithmetic": ("gpt3-three_digit_addition.jsonl", lambda p: [(r["context"], r["completion"]) for r in lines(p)]),
}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("eval")
    parser.add_argument("texts")
    parser.add_argument("out")
    parser.add_argument("--mb", default="300")
    parser.add_argument("--shards", default="24")
    parser.add_argument("--seed", default="1")
    parser.add_argument("--contam", default="0.003")
    parser.add_argument("--without", action="store_true")
    parser.add_argument("--make-corpus", default=os.path.join(here, "../../../shared/bench/make_corpus.py"))
    args = parser.parse_args()

    os.makedirs(os.path.join(args.out, "sets"), exist_ok=True)
    with open(os.path.join(args.out, "items.jsonl"), "w", encoding="utf-8") as joined:
        for name, (file, read) in SETS.items():
            path = os.path.join(args.eval, file)
            if not os.path.exists(path):
                sys.exit(f"{path}: not found; give the folder with the published sets")
            with open(os.path.join(args.out, "sets", name + ".jsonl"), "w", encoding="utf-8") as own:
                for index, (question, answer) in enumerate(read(path)):
                    question, answer = str(question).strip("\r\n"), str(answer).strip("\r\n")
                    record = {"question": question, "answer": answer}
                    own.write(json.dumps(record, ensure_ascii=False) + "\n")
                    text = (question + "\n" + answer).strip()
                    record = {"text": text, **record, "set": name, "index": index}
                    joined.write(json.dumps(record, ensure_ascii=False) + "\n")

    if not os.path.exists(args.make_corpus):
        print(f"{args.make_corpus}: not found, so no corpus was made; --make-corpus names it", file=sys.stderr)
        return
    command = [sys.executable, args.make_corpus, args.texts, os.path.join(args.out, "corpus"), "--ids",
               "--mb", args.mb, "--shards", args.shards, "--seed", args.seed, "--contam", args.contam, "--procs", "1"]
    if not args.without:
        command += ["--eval", os.path.join(args.out, "items.jsonl")]
    subprocess.run(command, check=True)


if __name__ == "__main__":
    main()
