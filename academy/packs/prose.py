"""What texts in Markdown show besides words: images, which the pack has to hold."""

from collections.abc import Collection, Iterator
from functools import lru_cache
from urllib.parse import unquote

from markdown_it import MarkdownIt

from academy.packs.findings import Problem

_markdown = MarkdownIt("commonmark")


@lru_cache(maxsize=500)
def images_in(text: str) -> tuple[tuple[str, str], ...]:
    """The address of each image of a text, and the words that stand for it."""
    inline = (token for block in _markdown.parse(text) for token in block.children or ())
    return tuple((unquote(str(token.attrs["src"])), token.content) for token in inline if token.type == "image")


def check(path: tuple, text: str, files: Collection[str]) -> Iterator[Problem]:
    """Each image is a file of the pack, and has words for those who cannot see it."""
    for name, words in images_in(text):
        if name not in files:
            yield Problem(path, f"there is no image {name} in this pack", "no_image", {"name": name})
        elif not words.strip():
            yield Problem(
                path, f"say what the image {name} shows: ![what it shows]({name})", "no_words", {"name": name}
            )
