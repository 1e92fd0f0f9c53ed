"""Writes rouge-l.jsonl: ROUGE-L F1 of text pairs and a greedy novelty filter, by Google's own code.

    pip install rouge-score==0.1.2 && python make_rouge_goldens.py > rouge-l.jsonl
"""
import json
import random

from rouge_score import rouge_scorer

scorer = rouge_scorer.RougeScorer(["rougeL"], use_stemmer=False)
WORDS = (
    "write list explain name describe the a an of for in to three five ways reasons poem story "
    "short long river garden engine letter recipe about why how sky blue email summary sentence "
    "Translate café naïve snake_case e-mail don't 42 3.14 C++ Москва 東京 \u212Aelvin \u0130stanbul x"
).split()


def text(random):
    return " ".join(random.choice(WORDS) for _ in range(random.randint(1, 24)))


def changed(random, words):
    words = list(words)
    for _ in range(random.randint(0, 6)):
        place = random.randrange(len(words) + 1)
        if random.random() < 0.5 and len(words) > 1:
            del words[min(place, len(words) - 1)]
        else:
            words.insert(place, random.choice(WORDS))
    return " ".join(words)


def score(first, second):
    return scorer.score(first, second)["rougeL"].fmeasure


random_ = random.Random(7)
for _ in range(150):
    first = text(random_)
    second = changed(random_, first.split()) if random_.random() < 0.8 else text(random_)
    print(json.dumps({"first": first, "second": second, "score": score(first, second)}))

kept = []
for _ in range(160):
    candidate = changed(random_, random_.choice(kept).split()) if kept and random_.random() < 0.6 \
        else text(random_)
    highest = max((score(candidate, other) for other in kept), default=0)
    print(json.dumps({"text": candidate, "kept": highest <= 0.7, "highest": highest}))
    if highest <= 0.7:
        kept.append(candidate)
