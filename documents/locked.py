"""Words to PDF with nothing fetched: no network, no file, no font but the machine's own.

Imported by the render server alone; the web never loads WeasyPrint.
"""

import re
from io import BytesIO
from pathlib import Path

from weasyprint import CSS, HTML
from weasyprint.pdf import fonts as written_fonts
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import URLFetcher, URLFetcherResponse, URLFetchingError

PAPER = (Path(__file__).parent / "paper.css").read_text("utf-8")
SAFE_LINK = re.compile(r"\s*(#|https?:|mailto:|tel:)", re.IGNORECASE)
REFERENCE = re.compile(r"[A-Z0-9-]{1,20}")
SIZE = re.compile(r"\[\d+\]$")


class OfAnySize:
    """WeasyPrint names an array of glyphs by its length, and C is parsed anew for each: a quarter of a letter's time.

    An array that is given its contents takes its length from them.
    """

    def __init__(self, ffi):
        self.ffi = ffi

    def __getattr__(self, name):
        return getattr(self.ffi, name)

    def new(self, what, contents=None):
        return self.ffi.new(SIZE.sub("[]", what) if isinstance(contents, list | tuple) else what, contents)


written_fonts.ffi = OfAnySize(written_fonts.ffi)


class Locked(URLFetcher):
    """Answers `asset:` names out of memory and refuses everything else, before any handler sees it."""

    def __init__(self, assets=None):
        super().__init__(allowed_protocols=("asset",), allow_redirects=False)
        self.assets = assets or {}

    def fetch(self, url, headers=None):
        try:
            mime, content = self.assets[url]
        except KeyError:
            raise URLFetchingError("refused: not in memory") from None
        return URLFetcherResponse(url, content, {"Content-Type": mime})


class HouseFonts(FontConfiguration):
    """The machine's own fonts. A document that brings one is not listened to."""

    def add_font_face(self, rule_descriptors, url_fetcher):
        return None


class Press:
    """Keeps what every document shares: the fonts, the paper's stylesheet and the lock."""

    def __init__(self, assets=None):
        self.fonts = HouseFonts()
        self.lock = Locked(assets)
        self.paper = self._css(PAPER)

    def _css(self, text):
        return CSS(string=text, font_config=self.fonts, url_fetcher=self.lock)

    def pdf(self, html, *, title, reference):
        """The tagged PDF of these words and its number of pages."""
        if not REFERENCE.fullmatch(reference):
            raise ValueError("a reference is capitals, digits and hyphens")
        foot = self._css(f'@page {{ @bottom-left {{ content: "Reference {reference}" }} }}')
        source = HTML(string=html, url_fetcher=self.lock)
        _disarm(source.etree_element)
        document = source.render(font_config=self.fonts, stylesheets=[self.paper, foot], pdf_variant="pdf/ua-1")
        # Whatever the words say of themselves, the file says only this.
        about = document.metadata
        about.title, about.lang = title, about.lang or "en-GB"
        about.description, about.authors, about.keywords, about.custom, about.attachments = None, [], [], {}, []
        out = BytesIO()
        document.write_pdf(out, pdf_variant="pdf/ua-1")
        return out.getvalue(), len(document.pages)


def _disarm(root):
    """Take out what WeasyPrint would embed (attachments) and links a reader should not follow."""
    for element in root.iter():
        if element.tag not in ("link", "a", "area"):
            continue
        kinds = element.get("rel", "").lower().split()
        if "attachment" in kinds:
            element.attrib.pop("rel")
            element.attrib.pop("href", None)
        elif element.tag != "link" and not SAFE_LINK.match(element.get("href", "#")):
            element.attrib.pop("href")
