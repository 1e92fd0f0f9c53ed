#!/usr/bin/env python3
"""Golden values of ScoreComparisonTests, by NumPy: means, intervals by bootstrap, LLaMA-2's Z.

Draws are SplitMix64 (Steele, Lea and Flood 2014) seeded by 7; an index below n is the high half of the
draw times n. Percentiles are numpy.percentile's. Prints what the test expects.
"""
import numpy as np

MASK = (1 << 64) - 1


class SplitMix64:
    def __init__(self, seed):
        self.state = seed

    def next(self):
        self.state = (self.state + 0x9E3779B97F4A7C15) & MASK
        z = self.state
        z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) & MASK
        z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & MASK
        return z ^ (z >> 31)

    def index(self, bound):
        return (self.next() * bound) >> 64


count = 60
scores = np.array([(i * 37 % 11) / 10 for i in range(count)])
shares = np.array([(i * 29 % 21) / 20 for i in range(count)])
dirty = shares >= 0.5

random = SplitMix64(7)
samples = []
for _ in range(2000):
    chosen = np.array([random.index(count) for _ in range(count)])
    own, is_dirty = scores[chosen], dirty[chosen]
    every, d, c = own.mean(), own[is_dirty].mean(), own[~is_dirty].mean()
    samples.append((every, d, c, c - d, (c - every) / every))
samples = np.array(samples)

print("means", scores.mean(), scores[dirty].mean(), scores[~dirty].mean())
print("relative", (scores[~dirty].mean() - scores.mean()) / scores.mean())
for name, column in zip(("all", "dirty", "clean", "difference", "relative"), samples.T):
    print(name, *np.percentile(column, [2.5, 97.5]))
for name, mask in (("clean", shares < 0.2), ("notClean", shares >= 0.2),
                   ("notDirty", shares < 0.8), ("dirty", shares >= 0.8)):
    z = (scores[mask].mean() - scores.mean()) / (scores.std() / np.sqrt(mask.sum()))
    print(name, mask.sum(), shares[mask].mean(), scores[mask].mean(), z)
