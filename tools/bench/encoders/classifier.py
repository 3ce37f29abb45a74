"""A Hugging Face text classifier with its own head, as it is."""

from collections.abc import Callable, Sequence
from pathlib import Path

from tools.bench.encoders.sentence import longest_input
from tools.bench.encoders.tokens import Tokens


def torch_classifier(folder: Path, labels: Sequence[str], device: str) -> Callable[[object], int]:
    """Load a sequence classifier; the function returned answers in the data's label order.

    Raises:
        ValueError: the model's labels are not the data's.

    """
    import torch
    from transformers import AutoModelForSequenceClassification

    model = (
        AutoModelForSequenceClassification.from_pretrained(
            folder, local_files_only=True, use_safetensors=True
        )
        .float()
        .to(device)
        .eval()
    )
    own = [str(model.config.id2label[i]).casefold() for i in range(model.config.num_labels)]
    asked = [label.casefold() for label in labels]
    if not set(asked) <= set(own):
        raise ValueError(f"its labels are {', '.join(own)}; the data's are {', '.join(labels)}")
    wanted = torch.tensor([own.index(label) for label in asked], device=device)
    tokens = Tokens(folder, max_length=longest_input(model.config))

    def classify(text: object) -> int:
        ids = torch.tensor([tokens.ids(str(text))], device=device)
        with torch.inference_mode():
            logits = model(input_ids=ids, attention_mask=torch.ones_like(ids)).logits[0]
        return int(logits[wanted].argmax())

    return classify
