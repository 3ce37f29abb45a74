"""A real ViT, small enough to be made in a test, whose answers are known."""

import json

import numpy as np
import torch
from PIL import Image
from transformers import AutoImageProcessor, ViTConfig, ViTForImageClassification

SIDE = 32
# Equally bright, as grey pictures show them.
COLOURS = {"red": (180, 62, 62), "green": (36, 142, 36), "blue": (78, 78, 246)}
PROCESSOR = {
    "image_processor_type": "ViTImageProcessor",
    "do_resize": True,
    "size": {"height": SIDE, "width": SIDE},
    "resample": 2,
    "do_rescale": True,
    "do_normalize": True,
    "image_mean": [0.5, 0.5, 0.5],
    "image_std": [0.5, 0.5, 0.5],
}


def picture(colour, seed=0, side=40):
    """Return a noisy picture of one colour."""
    draw = np.random.default_rng(seed)
    noise = draw.normal(0, 20, (side, side, 3)) + draw.normal(0, 20)
    return Image.fromarray((np.array(COLOURS[colour]) + noise).clip(0, 255).astype(np.uint8))


def tiny_vit(folder, labels=tuple(COLOURS)):
    """Save a ViT with random layers whose head was fitted on them: it tells three colours apart."""
    torch.manual_seed(0)
    config = ViTConfig(
        hidden_size=16,
        num_hidden_layers=1,
        num_attention_heads=2,
        intermediate_size=16,
        image_size=SIDE,
        patch_size=8,
        id2label=dict(enumerate(labels)),
        label2id={label: place for place, label in enumerate(labels)},
    )
    model = ViTForImageClassification(config).eval()
    model.save_pretrained(folder)
    (folder / "preprocessor_config.json").write_text(json.dumps(PROCESSOR))
    processor = AutoImageProcessor.from_pretrained(folder, backend="pil")
    with torch.no_grad():
        # Patches are spread wider, so that the random layers pass on what they show.
        model.vit.embeddings.patch_embeddings.projection.weight.mul_(20)
        seen = processor([picture(colour) for colour in labels], return_tensors="pt")
        centres = model.vit(**seen).last_hidden_state[:, 0]
        centres -= centres.mean(dim=0)
        model.classifier.weight.copy_(centres)
        model.classifier.bias.zero_()
        logits = model(**seen).logits
        model.classifier.bias.copy_(-logits.mean(dim=0))
    model.save_pretrained(folder)
    return folder
