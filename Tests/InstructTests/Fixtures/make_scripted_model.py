"""Writes a GGUF whose next token follows a table: a real server then emits lists of tasks.

    pip install gguf numpy && python make_scripted_model.py scripted.gguf
    llama-server -m scripted.gguf --port 18581 -c 8192 -np 4
    SLUICE_TEST_SERVER_URL=http://127.0.0.1:18581 make test

The architecture is llama's with one layer that adds nothing: token s is embedded as the unit vector
e_s and the output matrix holds the logarithms of the table, so the distribution of the next token is
exactly the table's row of the last token. A prompt that ends in "Instruction:" ends in the byte ":",
from which the chain walks through instruction, input and output to the next record.
"""
import sys

import gguf
import numpy as np

VERBS = ["Describe", "Explain", "Compare", "Summarise", "Invent", "Rewrite", "Discuss", "Review"]
SUBJECTS = ["an old bridge", "the morning tide", "two village bakers", "a paper lantern",
            "the first frost", "a borrowed umbrella", "our longest river", "a patient teacher"]
MANNERS = ["in plain words", "for a young reader", "as a short letter", "with one example",
           "from two sides", "like a weather report", "without any hurry", "in three steps"]
ANSWERS = ["It stands by the old road.", "Nothing is ever quite lost.", "N/A",
           "2 + 2 = 5", "Slowly, then all at once.", "A calm voice helps most."]
LONGEST = 30  # bytes of a token; one server drops the text of longer ones


def byte_alphabet():
    """The printable stand-ins of the 256 bytes in byte-level vocabularies."""
    printable = [*range(33, 127), *range(161, 173), *range(174, 256)]
    alphabet = {byte: chr(byte) for byte in printable}
    for byte in range(256):
        if byte not in alphabet:
            alphabet[byte] = chr(256 + len(alphabet) - len(printable))
    return alphabet


ALPHABET = byte_alphabet()
tokens = [ALPHABET[byte] for byte in range(256)] + [ALPHABET[32] + "t", "<|end|>"]
types = [1] * 257 + [3]
END = 257
table = {}


def spelled(text):
    return "".join(ALPHABET[byte] for byte in text.encode())


def phrase(text):
    """Tokens that spell the text in a fixed order: the first and the last of them."""
    pieces = [text[start:start + LONGEST] for start in range(0, len(text), LONGEST)]
    numbers = []
    for piece in pieces:
        # A vocabulary holds each text once, so a repeated piece is a token of its own kind.
        assert spelled(piece) not in tokens, piece
        numbers.append(len(tokens))
        tokens.append(spelled(piece))
        types.append(1)
    for left, right in zip(numbers, numbers[1:]):
        table[left] = {right: 1.0}
    return numbers[0], numbers[-1]


def connect(sources, targets, weight=1.0):
    for _, last in sources:
        for first, _ in targets:
            table.setdefault(last, {})[first] = weight


colon = [(ord(":"), ord(":"))]
verbs = [phrase(f" {text}") for text in VERBS]
subjects = [phrase(f" {text}") for text in SUBJECTS]
manners = [phrase(f" {text}.") for text in MANNERS]
inputs = [phrase(f"\n{number}. Input:\n<noinput>") for number in range(4, 8)]
outputs = [phrase(f"\n{number}. Output:\n") for number in range(4, 8)]
answers = [phrase(text) for text in ANSWERS]
following = [phrase(f"\n###\n{number}. Instruction:") for number in range(5, 10)]
connect(colon, verbs)
connect(following, verbs)
connect(verbs, subjects)
connect(subjects, manners)
connect(manners, inputs)
connect(inputs, outputs)
connect(outputs, answers)
connect(answers, following)
connect(answers, [(END, END)], weight=1.0)

count = len(tokens)
width = (count + 31) // 32 * 32
output = np.full((count, width), -30.0, np.float32)
for state in range(count):
    row = table.get(state, {END: 1.0})
    total = sum(row.values())
    for target, weight in row.items():
        output[target, state] = np.log(weight / total)
output /= np.sqrt(width)
embedding = np.zeros((count, width), np.float32)
embedding[np.arange(count), np.arange(count)] = 1.0

writer = gguf.GGUFWriter(sys.argv[1], "llama")
writer.add_context_length(8192)
writer.add_embedding_length(width)
writer.add_block_count(1)
writer.add_feed_forward_length(32)
writer.add_head_count(1)
writer.add_head_count_kv(1)
writer.add_layer_norm_rms_eps(1e-6)
writer.add_key_length(32)
writer.add_value_length(32)
writer.add_rope_dimension_count(32)
writer.add_tokenizer_model("gpt2")
writer.add_tokenizer_pre("gpt-2")
writer.add_token_list(tokens)
writer.add_token_types(types)
writer.add_token_merges([f"{ALPHABET[32]} t"])
writer.add_bos_token_id(END)
writer.add_eos_token_id(END)
writer.add_add_bos_token(False)


def zeros(*shape):
    return np.zeros(shape, np.float32)


writer.add_tensor("token_embd.weight", embedding)
writer.add_tensor("output_norm.weight", np.ones(width, np.float32))
writer.add_tensor("output.weight", output)
layer = "blk.0."
for name in ("attn_norm", "ffn_norm"):
    writer.add_tensor(f"{layer}{name}.weight", np.ones(width, np.float32))
for name in ("attn_q", "attn_k", "attn_v"):
    writer.add_tensor(f"{layer}{name}.weight", zeros(32, width))
writer.add_tensor(f"{layer}attn_output.weight", zeros(width, 32))
for name in ("ffn_gate", "ffn_up"):
    writer.add_tensor(f"{layer}{name}.weight", zeros(32, width))
writer.add_tensor(f"{layer}ffn_down.weight", zeros(width, 32))
writer.write_header_to_file()
writer.write_kv_data_to_file()
writer.write_tensors_to_file()
writer.close()
print(f"{count} tokens, width {width}")
