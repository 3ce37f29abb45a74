"""What the page shows as text stays text."""

import pytest

from ui.render import plain


@pytest.mark.parametrize(
    ("text", "safe"),
    [
        ("![x](http://evil.example/x.png)", r"!\[x\](http\://evil.example/x.png)"),
        ("<img src=x> &lt;b&gt; a & b", r"\<img src=x> \&lt;b\&gt; a & b"),
        ("*bold* _it_ ~~gone~~ a|b", r"\*bold\* \_it\_ \~\~gone\~\~ a\|b"),
        ("# no heading", r"\# no heading"),
        ("> no quote", r"\> no quote"),
        ("- a [list]\n- of two", "- a \\[list\\]\n- of two"),
        ("p95 8.50 ms (95 %): `go on`, tf-idf + x!", "p95 8.50 ms (95 %): `go on`, tf-idf + x!"),
    ],
)
def test_signs_of_markdown_mean_themselves_except_dashes_of_a_list_and_code(text, safe):
    assert plain(text) == safe


def test_a_program_between_two_fences_stays_as_it_is():
    text = 'It *is*:\n```python\nfrom a_b import c\nprint(c(["x"])[0])\n```\nAll *of* it.'
    assert plain(text) == text.replace("*is*", r"\*is\*").replace("*of*", r"\*of\*")


@pytest.mark.parametrize(
    ("text", "safe"),
    [
        ("```python\n[x](y)", "` ` `python\n\\[x\\](y)"),
        ("```\n[x](y)\n```", "` ` `\n\\[x\\](y)\n` ` `"),
        ("```python\n[x]\n ````\n[x](y)\n```", "```python\n[x]\n ````\n\\[x\\](y)\n` ` `"),
    ],
)
def test_what_comes_after_a_program_is_text_again(text, safe):
    assert plain(text) == safe
