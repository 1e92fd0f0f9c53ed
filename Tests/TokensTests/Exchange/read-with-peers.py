"""Reads and writes token shards with the libraries of the trainers they are made for.

    read-with-peers.py versions                     the libraries that are there, as JSON
    read-with-peers.py read FORMAT PATH...          documents, tokens and CRC-32 of shards, as JSON
    read-with-peers.py write FORMAT WIDTH FOLDER    writes the documents given as JSON on standard
                                                    input, [[id, ...], ...], as the peer does

FORMAT is llm.c, nanogpt, megatron, datatrove, dolma, mds or mds-zstd; WIDTH is bytes per token. The CRC
is that of all tokens as little-endian uint32, end-of-text tokens among them.

datatrove, megatron-core, mosaicml-streaming and dolma read or write their own formats; llm.c and nanoGPT
are scripts without a package, so NumPy stands for them, and for dolma's reader, a plain memory map.
"""

import csv
import gzip
import importlib.metadata
import json
import os
import sys
import zlib

import numpy as np


def versions():
    names = ["numpy", "datatrove", "megatron-core", "mosaicml-streaming", "dolma", "torch"]
    found = {}
    for name in names:
        try:
            found[name] = importlib.metadata.version(name)
        except importlib.metadata.PackageNotFoundError:
            pass
    return found


def read_llm_c(path):
    header = np.fromfile(path, "<i4", 256)
    assert (header[0], header[1]) in [(20240520, 1), (20240801, 7)], "magic and version"
    dtype = "<u2" if header[0] == 20240520 else "<u4"
    tokens = np.fromfile(path, dtype, offset=1024)
    assert len(tokens) == header[2], "token count"
    return [tokens]


def read_nanogpt(path):
    return [np.memmap(path, dtype="<u2", mode="r")]


def read_megatron(path):
    from megatron.core.datasets.indexed_dataset import IndexedDataset

    data = IndexedDataset(path.removesuffix(".idx"), mmap=True)
    bounds = data.document_indices
    return [np.concatenate(data[int(a) : int(b)]) for a, b in zip(bounds, bounds[1:])]


def read_datatrove(path):
    from datatrove.utils.dataset import DatatroveFileDataset

    with open(path + ".metadata") as file:
        lines = file.read().split("\n")
    width, count = int(lines[0].split("|")[1]), int(lines[1])
    data = DatatroveFileDataset(path, seq_len=count - 1, token_size=width, return_positions=True)
    assert len(data) == 1, "one window of all tokens"
    item = data[0]
    starts = np.flatnonzero(item["positions"].numpy() == 0)
    return np.split(item["input_ids"].numpy(), starts[1:])


def read_dolma(path):
    with gzip.open(path.removesuffix(".npy") + ".csv.gz", "rt", newline="") as file:
        rows = list(csv.reader(file))
    end = int(rows[-1][1])
    tokens = np.memmap(path, dtype=f"<u{os.path.getsize(path) // end}", mode="r")
    assert len(tokens) == end, "rows end with the tokens"
    return [tokens[int(row[0]) : int(row[1])] for row in rows]


def read_mds(path):
    from streaming import LocalDataset, StreamingDataset

    folder = os.path.dirname(path)
    local = LocalDataset(local=folder) if not has_packed(folder) else None
    streamed = StreamingDataset(local=folder, shuffle=False, batch_size=1)
    rows = [np.asarray(streamed[index]["tokens"]) for index in range(len(streamed))]
    if local is not None:
        for index, row in enumerate(rows):
            assert np.array_equal(local[index]["tokens"], row), "both readers agree"
    return rows


def has_packed(folder):
    return any(name.endswith(".zstd") for name in os.listdir(folder))


def write_llm_c(documents, width, folder):
    header = np.zeros(256, "<i4")
    tokens = np.concatenate([np.asarray(d) for d in documents])
    header[:3] = (20240520, 1, len(tokens)) if width == 2 else (20240801, 7, len(tokens))
    with open(f"{folder}/train_000000.bin", "wb") as file:
        file.write(header.tobytes())
        file.write(tokens.astype(f"<u{width}").tobytes())


def write_nanogpt(documents, width, folder):
    total = sum(map(len, documents))
    file = np.memmap(f"{folder}/train.bin", dtype="<u2", mode="w+", shape=(total,))
    file[:] = np.concatenate([np.asarray(d) for d in documents])
    file.flush()


def write_megatron(documents, width, folder):
    import torch
    from megatron.core.datasets.indexed_dataset import IndexedDatasetBuilder

    prefix = f"{folder}/train_text_document"
    dtype = np.uint16 if width == 2 else np.int32
    builder = IndexedDatasetBuilder(prefix + ".bin", dtype=dtype)
    for document in documents:
        builder.add_document(torch.tensor(document, dtype=torch.int64), [len(document)])
    builder.finalize(prefix + ".idx")


def write_datatrove(documents, width, folder):
    from datatrove.pipeline.tokens.tokenizer import TokenizedFile

    file = TokenizedFile(
        folder, "00000_00000_shuffled.ds", save_loss_metadata=True, save_final_metadata=True,
        tokenizer_name_or_path="peer", token_size=width)
    for document in documents:
        file.write(document, np.arange(len(document)) % 2 == 0)
    file.close()


def write_dolma(documents, width, folder):
    from dolma.tokenizer.data_types import TokenizerOutput
    from dolma.tokenizer.memmap_writer import MemmapWriter

    with MemmapWriter(f"{folder}/part-0-00000", np.dtype(f"<u{width}"), max_tokens=1 << 20) as out:
        for number, document in enumerate(documents):
            output = TokenizerOutput(
                id=f"{number:032x}", src="web", loc=number + 1, tokens=document, start=0,
                end=len(document))
            assert out.write(output), "room for every document"


def write_mds(documents, width, folder, compression=None):
    from streaming import MDSWriter

    columns = {"tokens": f"ndarray:uint{8 * width}"}
    with MDSWriter(out=f"{folder}/mds", columns=columns, compression=compression) as out:
        for document in documents:
            out.write({"tokens": np.asarray(document, dtype=f"<u{width}")})


readers = {
    "llm.c": read_llm_c, "nanogpt": read_nanogpt, "megatron": read_megatron,
    "datatrove": read_datatrove, "dolma": read_dolma, "mds": read_mds, "mds-zstd": read_mds,
}
writers = {
    "llm.c": write_llm_c, "nanogpt": write_nanogpt, "megatron": write_megatron,
    "datatrove": write_datatrove, "dolma": write_dolma, "mds": write_mds,
    "mds-zstd": lambda *rest: write_mds(*rest, compression="zstd"),
}


def main():
    command, *rest = sys.argv[1:]
    if command == "versions":
        print(json.dumps(versions()))
    elif command == "read":
        documents = [document for path in rest[1:] for document in readers[rest[0]](path)]
        crc = 0
        for document in documents:
            crc = zlib.crc32(np.asarray(document).astype("<u4").tobytes(), crc)
        tokens = int(sum(len(document) for document in documents))
        print(json.dumps({"documents": len(documents), "tokens": tokens, "crc": crc}))
    elif command == "write":
        writers[rest[0]](json.load(sys.stdin), int(rest[1]), rest[2])
        print("{}")


main()
