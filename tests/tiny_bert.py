"""A real BERT, small enough to be made in a test, whose answers are known."""

import csv
import random

import torch
from tokenizers import Tokenizer
from tokenizers.models import WordLevel
from tokenizers.pre_tokenizers import Whitespace
from transformers import BertConfig, BertForSequenceClassification

COLOURS = ("red", "green", "blue")
WORDS = ("[UNK]", "red", "green", "blue", "thing")


def tiny_bert(folder, labels):
    """Save a BERT without noise: the class of a text is the colour of its first word."""
    config = BertConfig(
        vocab_size=len(WORDS),
        hidden_size=4,
        num_hidden_layers=1,
        num_attention_heads=1,
        intermediate_size=4,
        max_position_embeddings=16,
        id2label=dict(enumerate(labels)),
        label2id={label: place for place, label in enumerate(labels)},
    )
    model = BertForSequenceClassification(config)
    with torch.no_grad():
        for name, weights in model.named_parameters():
            if "LayerNorm.weight" not in name:
                weights.zero_()
        # Each colour is a corner of a tetrahedron: the head's three rows point to three of them.
        corners = torch.tensor([[1.0, 1, -1, -1], [1, -1, 1, -1], [1, -1, -1, 1]])
        model.bert.embeddings.word_embeddings.weight[1:4] = corners
        model.bert.pooler.dense.weight.copy_(torch.eye(4))
        model.classifier.weight.copy_(corners)
    model.save_pretrained(folder)
    tokenizer = Tokenizer(WordLevel({word: i for i, word in enumerate(WORDS)}, unk_token="[UNK]"))
    tokenizer.pre_tokenizer = Whitespace()
    tokenizer.save(str(folder / "tokenizer.json"))
    return folder


def coloured(path):
    """Write 300 texts whose class is the first colour: a bag of words cannot tell."""
    source = random.Random(1)
    with path.open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(["text", "label"])
        for number in range(300):
            words = source.choices(COLOURS, k=9)
            rows.writerow([f"{' '.join(words)} {number}", words[0]])
    return path
