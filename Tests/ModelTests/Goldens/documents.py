"""Writes gpt2-tiny-documents.dump: the golden batch with its rows cut into documents, by PyTorch.

Attention is masked to the document and positions restart at its first token. Run beside gpt2-tiny.dump.
"""

import math

import numpy as np
import torch

STARTS = [[0, 5, 6, 20], [0], [0, 13]]

data = open("gpt2-tiny.dump", "rb").read()
_, L, C, H, T, B, V, _ = np.frombuffer(data, "<i4", 8)
tokens = torch.tensor(np.frombuffer(data, "<i4", B * (T + 1), 32).reshape(B, T + 1).astype(np.int64))
shapes = [(V, C), (T, C)]
shapes += [(L, C), (L, C), (L, 3 * C, C), (L, 3 * C), (L, C, C), (L, C), (L, C), (L, C)]
shapes += [(L, 4 * C, C), (L, 4 * C), (L, C, 4 * C), (L, C), (C,), (C,)]
offset = 32 + 4 * B * (T + 1)
weights = []
for shape in shapes:
    count = int(np.prod(shape))
    values = np.frombuffer(data, "<f4", count, offset).reshape(shape).astype(np.float64)
    weights.append(torch.tensor(values, requires_grad=True))
    offset += 4 * count
wte, wpe, n1w, n1b, qkvw, qkvb, pw, pb, n2w, n2b, fw, fb, ow, ob, nfw, nfb = weights

document = torch.zeros(B, T, dtype=torch.long)
position = torch.zeros(B, T, dtype=torch.long)
for row, starts in enumerate(STARTS):
    for t in range(T):
        document[row, t] = max(s for s in starts if s <= t)
        position[row, t] = t - document[row, t]
mask = (document[:, :, None] == document[:, None, :]) & torch.ones(T, T, dtype=torch.bool).tril()


def norm(x, w, b):
    return torch.nn.functional.layer_norm(x, (int(C),), w, b, 1e-5)


x = wte[tokens[:, :-1]] + wpe[position]
for layer in range(L):
    qkv = norm(x, n1w[layer], n1b[layer]) @ qkvw[layer].T + qkvb[layer]
    q, k, v = (part.view(B, T, H, -1).transpose(1, 2) for part in qkv.split(int(C), 2))
    scores = q @ k.transpose(2, 3) / math.sqrt(C // H)
    scores = scores.masked_fill(~mask[:, None], -math.inf)
    y = (scores.softmax(3) @ v).transpose(1, 2).reshape(B, T, C)
    x = x + y @ pw[layer].T + pb[layer]
    h = norm(x, n2w[layer], n2b[layer]) @ fw[layer].T + fb[layer]
    x = x + torch.nn.functional.gelu(h, approximate="tanh") @ ow[layer].T + ob[layer]
logits = norm(x, nfw, nfb) @ wte.T
loss = torch.nn.functional.cross_entropy(logits.reshape(-1, int(V)), tokens[:, 1:].reshape(-1))
loss.backward()
gradients = [w.grad.numpy().ravel() for w in weights]
np.concatenate([[loss.item()], *gradients]).astype("<f4").tofile("gpt2-tiny-documents.dump")
print(loss.item())
