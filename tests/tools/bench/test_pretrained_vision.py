"""Image models of transformers: a tiny real ViT that tells colours apart."""

import base64
import io

import numpy as np
import pytest
from tiny_vit import COLOURS, picture, tiny_vit

from tools.bench.answerers import Data, prepare
from tools.bench.encoders.pretrained import PretrainedVision
from tools.bench.tactics.catalogue import find
from tools.bench.tactics.refusals import refusal
from tools.domain import Candidate


def address(image, kind="png"):
    held = io.BytesIO()
    image.save(held, kind)
    return f"data:image/{kind};base64,{base64.b64encode(held.getvalue()).decode()}"


@pytest.fixture(scope="module")
def vit(tmp_path_factory):
    return tiny_vit(tmp_path_factory.mktemp("vit"))


def job_of(job, folder, strategy):
    candidate = Candidate(model="vit", revision="1", strategy=strategy)
    return job.model_copy(
        update={
            "candidate": candidate,
            "runtime": "transformers-vision",
            "folder": str(folder),
        }
    )


def test_pictures_are_seen_as_the_models_own_processor_sees_them(vit):
    network = PretrainedVision(vit, "cpu", head=True)
    (pixels,) = network.tensors([address(picture("red", seed=1)), address(picture("blue"))])
    assert pixels.shape == (2, 3, 32, 32)
    red, green, blue = pixels[0].mean(dim=(1, 2)).tolist()
    # (180 - 62) / 255 / 0.5: the noise is the same for all three but for its sampling error
    assert red - green == pytest.approx(0.925, abs=0.03)
    assert green == pytest.approx(blue, abs=0.03)


def test_grey_rows_are_three_equal_channels(vit):
    network = PretrainedVision(vit, "cpu", head=True)
    (pixels,) = network.tensors([[[0.0, 0.0], [1.0, 1.0]]])
    assert np.ptp(pixels.numpy(), axis=1).max() == 0
    assert (pixels.min(), pixels.max()) == (-1, 1)


@pytest.mark.parametrize("order", [("red", "green", "blue"), ("BLUE", "Red", "green")])
def test_as_it_is_it_answers_in_the_order_of_the_datas_labels(vit, films_job, order):
    job = job_of(films_job, vit, "as_is")
    ready = prepare(job, Data(labels=list(order), train=[], test=[]))
    asked = [address(picture(colour.lower(), seed=7)) for colour in order]
    assert ready.answer(asked) == [0, 1, 2]
    assert (ready.fit_s, ready.head_bytes) == (0, 0)


def test_labels_that_are_not_its_own_are_refused(vit, films_job):
    job = job_of(films_job, vit, "as_is")
    with pytest.raises(ValueError, match="its labels lack pink, which the data have"):
        prepare(job, Data(labels=["pink", "red"], train=[], test=[]))


def test_with_a_new_head_it_learns_other_labels(vit, films_job, tmp_path):
    job = job_of(films_job, vit, "linear_probe")
    job = job.model_copy(update={"heads_folder": str(tmp_path)})
    warm = {"red": 1, "green": 0, "blue": 0}
    train = [
        (address(picture(colour, seed=seed)), warm[colour])
        for seed in range(10)
        for colour in COLOURS
    ]
    ready = prepare(job, Data(labels=["cold", "warm"], train=train, test=[]))
    assert ready.answer([address(picture(one, seed=99)) for one in COLOURS]) == [1, 0, 0]
    assert ready.fit_s > 0


def test_features_are_unit_vectors_whatever_the_shape_of_the_hidden_state(vit, tmp_path):
    from transformers import ResNetConfig, ResNetModel

    config = ResNetConfig(embedding_size=8, hidden_sizes=[8, 12], depths=[1, 1])
    ResNetModel(config).save_pretrained(tmp_path)
    processor = (vit / "preprocessor_config.json").read_bytes()
    (tmp_path / "preprocessor_config.json").write_bytes(processor)
    for folder, width in ((vit, 16), (tmp_path, 12)):
        network = PretrainedVision(folder, "cpu", head=False)
        rows = network.encode_all([address(picture("green", seed=s)) for s in range(3)])
        assert rows.shape == (3, width)
        assert np.linalg.norm(rows, axis=1) == pytest.approx([1, 1, 1])


@pytest.mark.parametrize("name", ["bf16", "channels_last", "dynamic_int8"])
def test_tactics_for_torch_can_be_put_on_it(name):
    assert find(name) is not None
    assert refusal((name,), runtime="transformers-vision", device="cpu") is None
