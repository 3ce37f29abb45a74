"""ViT and BERT of many sizes, as transformers knows them: what is found can be trained and shipped.

Every combination of genes is a network. The width is no gene of its own but heads times the width
of a head, so it is divisible by the heads; patches that do not divide the image are no choice.
"""

from torch import nn
from transformers import (
    BertConfig,
    BertForSequenceClassification,
    ViTConfig,
    ViTForImageClassification,
)

from tools.errors import RequestError
from tools.nas.spaces.space import Genes, Space

_HEADS = (2, 3, 4, 6, 8, 12)
_HEAD_WIDTHS = (32, 64)
_DEPTHS = (2, 4, 6, 8, 12)
_MLP_RATIOS = (2, 3, 4)
_PATCHES = (4, 8, 16, 32)

# Softmax attention as plain products: fused kernels have no second derivative, which GraSP takes.
# It is not written into a saved configuration, so what is shipped runs on the fast ones.
_ATTENTION = "eager"


def vit(classes: int = 10, side: int = 224) -> Space:
    """Return the vision transformers (arXiv 2010.11929) for square images with three channels.

    Raises:
        RequestError: no patch divides the image's side into two or more.

    """
    patches = tuple(patch for patch in _PATCHES if side % patch == 0 and side > patch)
    if not patches:
        raise RequestError(
            f"Images of {side} pixels cannot be cut into patches of "
            f"{', '.join(map(str, _PATCHES))}. Use a side that is a multiple of one of them."
        )

    def build(genes: Genes) -> nn.Module:
        return ViTForImageClassification(vit_config(genes, classes, side))

    return Space(
        name="vit",
        choices={
            "heads": _HEADS,
            "head width": _HEAD_WIDTHS,
            "depth": _DEPTHS,
            "MLP ratio": _MLP_RATIOS,
            "patch": patches,
        },
        input_shape=(3, side, side),
        build=build,
    )


def vit_config(genes: Genes, classes: int, side: int) -> ViTConfig:
    """Return the configuration of a vision transformer's genes."""
    heads, head_width, depth, ratio, patch = (int(gene) for gene in genes)
    return ViTConfig.from_dict(
        {
            "hidden_size": heads * head_width,
            "num_hidden_layers": depth,
            "num_attention_heads": heads,
            "intermediate_size": ratio * heads * head_width,
            "image_size": side,
            "patch_size": patch,
            "num_labels": classes,
            "attn_implementation": _ATTENTION,
        }
    )


def bert(classes: int = 2, tokens: int = 128, vocabulary: int = 30_522) -> Space:
    """Return the encoders (arXiv 1810.04805) that classify texts of so many tokens at most."""

    def build(genes: Genes) -> nn.Module:
        return BertForSequenceClassification(bert_config(genes, classes, tokens, vocabulary))

    return Space(
        name="bert",
        choices={"heads": _HEADS, "head width": _HEAD_WIDTHS, "depth": _DEPTHS},
        input_shape=(tokens,),
        build=build,
    )


def bert_config(genes: Genes, classes: int, tokens: int, vocabulary: int) -> BertConfig:
    """Return the configuration of an encoder's genes; its MLP is four times as wide, as in BERT."""
    heads, head_width, depth = (int(gene) for gene in genes)
    return BertConfig.from_dict(
        {
            "vocab_size": vocabulary,
            "hidden_size": heads * head_width,
            "num_hidden_layers": depth,
            "num_attention_heads": heads,
            "intermediate_size": 4 * heads * head_width,
            "max_position_embeddings": tokens,
            "num_labels": classes,
            "attn_implementation": _ATTENTION,
        }
    )
