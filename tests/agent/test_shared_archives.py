from talking import NEED, STATIC, talking

from tools.hub.catalogue import load_catalogue
from tools.hub.weights import folder_of


async def test_a_model_whose_archive_came_with_another_one_is_placed_and_measured(
    tmp_path, lend_static, opinions
):
    lend_static(tmp_path)
    entry = load_catalogue().entry(STATIC[0])
    for archive, files in entry.files.items():
        for name, member in files.items():
            there = tmp_path / "models" / f".archive-{archive}" / member
            there.parent.mkdir(parents=True, exist_ok=True)
            (folder_of(entry, tmp_path) / name).rename(there)
    folder_of(entry, tmp_path).rmdir()
    async with talking(tmp_path) as talk:
        heard = await talk.ask(NEED, opinions)
    assert heard.statuses()[STATIC[0]] == "measured"
    assert folder_of(entry, tmp_path).is_dir()
