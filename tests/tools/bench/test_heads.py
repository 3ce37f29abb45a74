import pickle

import numpy as np
import pytest

from tools.bench import heads


def blobs(centres, each, seed=0):
    """Points of spread 0.1 around one centre a class."""
    noise = np.random.default_rng(seed).normal(0, 0.1, (len(centres) * each, 2))
    labels = np.repeat(np.arange(len(centres)), each)
    return (np.array(centres, dtype=np.float32)[labels] + noise).astype(np.float32), labels


@pytest.mark.parametrize("centres", [[(-1, 0), (1, 0)], [(-1, 0), (1, 0), (0, 2), (0, -2)]])
def test_a_head_tells_apart_what_a_line_can(centres):
    features, labels = blobs(centres, 12)
    head = heads.fit(features, labels, len(centres))
    assert head.classify(features) == labels.tolist()


def test_two_classes_are_told_apart_as_scikit_learn_does():
    from sklearn.linear_model import LogisticRegression

    rng = np.random.default_rng(1)
    features = rng.normal(size=(60, 3)).astype(np.float32)
    labels = (features[:, 0] + rng.normal(size=60) > 0).astype(np.int64)
    head = heads.fit(features, labels, 2)
    peers = [
        LogisticRegression(C=strength, max_iter=1_000).fit(features, labels).predict(features)
        for strength in (0.1, 1.0, 10.0, 100.0)
    ]
    assert any(head.classify(features) == peer.tolist() for peer in peers)


@pytest.mark.parametrize("present", [(0, 2), (0, 2, 3)])
def test_a_class_without_training_examples_is_never_answered(present):
    features, seen = blobs([(-1, 0), (1, 0), (0, 2)][: len(present)], 10)
    head = heads.fit(features, np.array(present)[seen], 4)
    anywhere = np.random.default_rng(2).normal(0, 50, (500, 2)).astype(np.float32)
    assert set(head.classify(anywhere)) <= set(present)
    assert head.classify(features) == np.array(present)[seen].tolist()


def test_one_example_a_class_is_enough_to_fit():
    head = heads.fit(np.eye(2, dtype=np.float32), np.array([0, 1]), 2)
    assert head.classify(np.eye(2, dtype=np.float32)) == [0, 1]


def test_a_head_comes_back_as_it_was_kept(tmp_path):
    head = heads.Head(np.array([[1.5, -2], [0, 3]], np.float32), np.array([0, -np.inf], np.float32))
    path = heads.path_of(tmp_path / "new", "model", "data")
    heads.save(head, path)
    back = heads.load(path)
    assert np.array_equal(back.weights, head.weights)
    assert np.array_equal(back.bias, head.bias)
    assert [file.name for file in path.parent.iterdir()] == [path.name]


def test_each_identity_has_its_own_file(tmp_path):
    same = {heads.path_of(tmp_path, "a", "b"), heads.path_of(tmp_path, "a", "b")}
    assert len(same | {heads.path_of(tmp_path, "a", "c"), heads.path_of(tmp_path, "ab")}) == 3


def test_a_head_that_was_never_kept_is_none(tmp_path):
    assert heads.load(tmp_path / "none.npz") is None


@pytest.mark.parametrize("kept", [0, 10, 200])
def test_a_damaged_head_is_not_read(tmp_path, kept):
    path = tmp_path / "head.npz"
    heads.save(heads.Head(np.eye(9, dtype=np.float32), np.zeros(9, np.float32)), path)
    path.write_bytes(path.read_bytes()[:kept])
    assert heads.load(path) is None


def test_a_pickle_is_never_loaded(tmp_path):
    class Bomb:
        def __reduce__(self):
            return (exit, ("a pickle ran",))

    plain, packed = tmp_path / "plain.npz", tmp_path / "packed.npz"
    plain.write_bytes(pickle.dumps(Bomb()))
    np.savez(packed, weights=np.array([Bomb()], dtype=object), bias=np.zeros(1))
    assert (heads.load(plain), heads.load(packed)) == (None, None)


def test_a_fit_that_fails_says_why_and_keeps_nothing(tmp_path):
    one_class = np.zeros(4, dtype=np.int64)
    with pytest.raises(RuntimeError, match=r"could not be fitted: ValueError: .*2 classes"):
        heads.fit_apart(np.eye(4, dtype=np.float32), one_class, 2, path=tmp_path / "head.npz")
    assert list(tmp_path.iterdir()) == []
