"""Checks that every link within a built book leads to a page, and to a place in it.

Usage: check-book.py FOLDER
"""

import sys
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit


class Page(HTMLParser):
    """The links and the ids of a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.ids: set[str] = set()
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, value in attrs:
            if name in ("href", "src") and value:
                self.links.append(value)
            elif name in ("id", "name") and value:
                self.ids.add(value)


def main(folder: Path) -> int:
    pages = {path: Page(path.read_text("utf-8")) for path in folder.rglob("*.html")}
    # It repeats all pages, with links from where it lies.
    whole = folder / "print.html"
    checked, wrong = 0, []
    for path, page in pages.items():
        if path in (whole, folder / "404.html", folder / "toc.html"):
            continue
        for link in page.links:
            parts = urlsplit(link)
            if parts.scheme or parts.netloc:
                continue
            checked += 1
            target = path if not parts.path else (path.parent / unquote(parts.path)).resolve()
            if target.is_dir():
                target /= "index.html"
            if not target.exists():
                wrong.append(f"{path.relative_to(folder)}: `{link}` leads to no file")
            elif parts.fragment and target in pages and unquote(parts.fragment) not in pages[target].ids:
                wrong.append(f"{path.relative_to(folder)}: `{link}` leads to no heading")
    print("\n".join(sorted(set(wrong))), file=sys.stderr, end="\n" if wrong else "")
    print(f"{len(pages)} pages, {checked} links, {len(set(wrong))} of them broken")
    return 1 if wrong or not checked else 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]).resolve()))
