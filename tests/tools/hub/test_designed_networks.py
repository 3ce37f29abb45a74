"""Designed networks in the home are candidates for the examples that they were made for."""

import json

from stripes import LABELS, written

from tools.domain import DESIGN_NOTE, Budget, Design, Requirements
from tools.hub.designed import designed, new_folder
from tools.hub.limits import broken_limit


def design(dataset, name: str) -> Design:
    return Design(
        id=name,
        revision="abc",
        dataset_sha256=dataset.sha256,
        labels=LABELS,
        layers="conv:1:4:3:1:1 relu mean flatten linear:4:2",
        side=8,
        channels=1,
        parameters=50,
        flop=4_624,
        size_bytes=2_000,
        validation_quality=0.9,
        space="small images",
        genes=(1, "full"),
        trained=3,
    )


def put(home, dataset, text: str | None = None) -> str:
    folder = new_folder(home, dataset)
    folder.mkdir(parents=True)
    made = json.dumps(design(dataset, folder.name).model_dump(mode="json"))
    (folder / DESIGN_NOTE).write_text(made if text is None else text, encoding="utf-8")
    return folder.name


def test_each_design_has_a_folder_of_its_own_and_is_listed_as_it_is(tmp_path):
    dataset = written(tmp_path)
    names = [put(tmp_path, dataset) for _ in range(2)]
    assert names == ["designed-stripes-1", "designed-stripes-2"]
    found = designed(tmp_path, dataset)
    assert [one.candidate.model for one in found] == names
    one = found[0]
    assert (one.candidate.strategy, one.model.runtime) == ("as_is", "cnn")
    assert one.model.options["layers"].startswith("conv:1:4")
    assert one.model.labels == LABELS
    assert one.model.download_bytes == 0


def test_other_examples_and_damaged_notes_have_none(tmp_path):
    dataset = written(tmp_path)
    put(tmp_path, dataset)
    put(tmp_path, dataset, "{")
    put(tmp_path, dataset, '{"id": 3}')
    other = written(tmp_path, n_train=200)
    assert designed(tmp_path, other) == []
    assert len(designed(tmp_path, dataset)) == 1
    assert designed(tmp_path / "empty", dataset) == []


def test_names_of_data_make_safe_folders(tmp_path):
    dataset = written(tmp_path).model_copy(update={"name": "../../My Pictures: 2026"})
    folder = new_folder(tmp_path, dataset)
    assert folder.parent == tmp_path / "designs"
    assert folder.name == "designed-my-pictures--2026-1"


def test_what_is_ones_own_breaks_no_licence_limit(tmp_path):
    dataset = written(tmp_path)
    put(tmp_path, dataset)
    strict = Requirements(licences=("permissive",))
    assert broken_limit(designed(tmp_path, dataset)[0].model, strict, Budget()) == ""
