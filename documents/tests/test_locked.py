"""No document reaches outside itself: every way WeasyPrint could fetch is tried, none is taken."""

# ruff: noqa: E501 a vector is read whole

import http.server
import io
import threading

import pikepdf
import pytest

from documents.rendering import SENTENCES, CannotBeMade, make_pdf

CANARY = "canary-of-the-private-file"


@pytest.fixture(scope="module")
def trap():
    """A web server on this machine that must never be asked for anything."""
    asked = []

    class Trap(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            asked.append(self.path)
            self.send_response(302 if "redirect" in self.path else 200)
            self.send_header("Location", f"http://127.0.0.1:{self.server.server_port}/second")
            self.send_header("Content-Type", "text/css")
            self.end_headers()

        do_HEAD = do_POST = do_GET

        def log_message(self, *args):
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Trap)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"127.0.0.1:{server.server_port}", asked
    server.shutdown()
    server.server_close()


@pytest.fixture(scope="module")
def private(tmp_path_factory):
    folder = tmp_path_factory.mktemp("private")
    (folder / "notes.txt").write_text(CANARY)
    (folder / "picture.svg").write_text(
        f'<svg xmlns="http://www.w3.org/2000/svg" width="99" height="99"><text x="1" y="20" id="t">{CANARY}</text></svg>'
    )
    (folder / "sheet.css").write_text(f'p::before {{ content: "{CANARY}" }}')
    return folder


# HOST is the trap, FILE the private folder. In the words of whoever might try.
VECTORS = {
    "img over http": '<img alt="" src="http://HOST/a.png">',
    "img over https": '<img alt="" src="https://HOST/a.png">',
    "img over ftp": '<img alt="" src="ftp://HOST/a.png">',
    "img from a file": '<img alt="" src="file://FILE/picture.svg">',
    "img from a path": '<img alt="" src="FILE/picture.svg">',
    "img from a data address": "<img alt=\"\" src=\"data:image/svg+xml,<svg xmlns='http://www.w3.org/2000/svg'><text y='9'>CANARY</text></svg>\">",
    "img in capitals": '<img alt="" src="FiLe://FILE/picture.svg">',
    "img without a scheme": '<base href="http://HOST/"><img alt="" src="//HOST/a.png">',
    "img under a base": '<base href="file://FILE/"><img alt="" src="picture.svg">',
    "img that redirects": '<img alt="" src="http://HOST/redirect">',
    "img set": '<img alt="" srcset="http://HOST/a.png 2x" src="http://HOST/b.png">',
    "jar and others": '<img alt="" src="jar:file://FILE/picture.svg"><img alt="" src="gopher://HOST/"><img alt="" src="netdoc:///etc/passwd">',
    "style url": '<p style="background: url(http://HOST/a.png)">x</p>',
    "style file": '<p style="background-image: url(file://FILE/picture.svg)">x</p>',
    "style list": '<ul style="list-style-image: url(http://HOST/a.png)"><li>x</ul>',
    "style border": '<p style="border-image: url(http://HOST/a.png) 1; border: 1px solid">x</p>',
    "style mask": '<p style="mask-image: url(http://HOST/a.png); clip-path: url(http://HOST/b.svg#c)">x</p>',
    "style content": "<style>p::before { content: url(http://HOST/a.png) url(file://FILE/picture.svg) }</style><p>x</p>",
    "style cursor": '<p style="cursor: url(http://HOST/a.cur), auto">x</p>',
    "style set": "<style>p { background: image-set('http://HOST/a.png' 1x) }</style><p>x</p>",
    "import over http": "<style>@import url(http://HOST/a.css);</style><p>x</p>",
    "import of a file": "<style>@import 'file://FILE/sheet.css';</style><p>x</p>",
    "import in a layer": "<style>@import url(http://HOST/a.css) layer(a) print;</style><p>x</p>",
    "font over http": "<style>@font-face { font-family: a; src: url(http://HOST/a.woff2) } p { font-family: a }</style><p>x</p>",
    "font from a file": "<style>@font-face { font-family: a; src: url(file://FILE/a.ttf) } p { font-family: a }</style><p>x</p>",
    "colour profile": "<style>@color-profile --a { src: url(http://HOST/a.icc) } p { color: color(--a 1 0 0) }</style><p>x</p>",
    "colour profile from a file": "<style>@color-profile --a { src: url(file://FILE/notes.txt) }</style><p>x</p>",
    "page background": "<style>@page { background: url(http://HOST/a.png); @top-left { content: url(file://FILE/picture.svg) } }</style><p>x</p>",
    "sheet over http": '<link rel="stylesheet" href="http://HOST/a.css"><p>x</p>',
    "sheet from a file": '<link rel="stylesheet" href="file://FILE/sheet.css"><p>x</p>',
    "sheet from a data address": '<link rel="stylesheet" href="data:text/css,p::before{content:\'CANARY\'}"><p>x</p>',
    "attachment link": '<link rel="attachment" href="file://FILE/notes.txt"><p>x</p>',
    "attachment link among others": '<link rel="icon ATTACHMENT" href="http://HOST/notes.txt"><p>x</p>',
    "attachment anchor": '<p><a rel="attachment" href="file://FILE/notes.txt">x</a></p>',
    "attachment anchor over http": '<p><a rel="nofollow Attachment" href="http://HOST/notes.txt">x</a></p>',
    "attachment area": '<map name="m"><area rel="attachment" href="file://FILE/notes.txt"></map><p>x</p>',
    "object": '<object data="http://HOST/a.svg" type="image/svg+xml"></object><object data="file://FILE/picture.svg"></object>',
    "embed": '<embed src="http://HOST/a.svg" type="image/svg+xml"><embed src="file://FILE/picture.svg">',
    "iframe": '<iframe src="http://HOST/a.html"></iframe><iframe srcdoc="<img src=http://HOST/b>"></iframe>',
    "picture, video, audio": '<picture><source srcset="http://HOST/a"><img alt="" src="http://HOST/b"></picture><video poster="http://HOST/c" src="http://HOST/d"></video>',
    "script and refresh": '<script src="http://HOST/a.js"></script><meta http-equiv="refresh" content="0;url=http://HOST/"><p>x</p>',
    "svg image": '<svg width="9" height="9"><image href="http://HOST/a.png" width="9" height="9"/></svg>',
    "svg image, old way": '<svg width="9" height="9" xmlns:xlink="http://www.w3.org/1999/xlink"><image xlink:href="file://FILE/picture.svg" width="9" height="9"/></svg>',
    "svg use": '<svg width="99" height="99"><use href="file://FILE/picture.svg#t"/><use href="http://HOST/a.svg#t"/></svg>',
    "svg style": '<svg width="9" height="9"><style>@import url(http://HOST/a.css); rect { fill: url(http://HOST/b.svg#p) }</style><rect width="9" height="9"/></svg>',
    "svg sheet": '<?xml-stylesheet href="http://HOST/a.css"?><svg width="9" height="9"><rect fill="url(file://FILE/picture.svg#t)" width="9" height="9"/></svg>',
    "svg filter and mask": '<svg width="9" height="9"><filter id="f"><feImage href="http://HOST/a.png"/></filter><rect filter="url(http://HOST/b.svg#f)" mask="url(http://HOST/c.svg#m)" width="9" height="9"/></svg>',
    "xml entity": '<!DOCTYPE html [<!ENTITY e SYSTEM "file://FILE/notes.txt">]><p>&e;</p>',
    "metadata": '<link rel="describedby" href="file://FILE/notes.txt"><meta name="xmp" content="file://FILE/notes.txt"><p>x</p>',
    "old attributes": '<body background="http://HOST/a.png"><table background="http://HOST/b.png"><tr><td>x</table>',
    "cross-reference": "<style>a::after { content: target-text(attr(href url)) }</style><p><a href='file://FILE/notes.txt'>x</a></p>",
    "form and input": '<form action="http://HOST/"><input type="image" alt="" src="http://HOST/a.png"></form>',
}


def everything_in(pdf):
    """All there is in the file, streams unpacked, with its visible text."""
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        streams = [bytes(o.read_bytes()) for o in opened.objects if isinstance(o, pikepdf.Stream)]
        names = [str(key) for key in opened.Root] + [str(opened.Root.get("/Names", ""))]
    return pdf + b"\n".join(streams), " ".join(names)


@pytest.mark.parametrize("vector", VECTORS.values(), ids=VECTORS.keys())
def test_nothing_outside_is_asked_for_or_embedded(vector, trap, private):
    """A child that even tried a file or a socket would have been ended as forbidden: none is."""
    host, asked = trap
    html = vector.replace("HOST", host).replace("FILE", str(private)).replace("CANARY", CANARY)
    del asked[:]
    try:
        made = make_pdf(f"<!doctype html><html lang=en>{html}</html>", title="Letter", reference="AB-1")
    except CannotBeMade as refusal:
        assert str(refusal) == SENTENCES["words"]  # refused in peace, not ended as forbidden
    else:
        content, names = everything_in(made.pdf)
        assert CANARY.encode() not in content
        assert "EmbeddedFiles" not in names
        assert b"/EmbeddedFile" not in content and b"/Filespec" not in content and b"/JavaScript" not in content
    assert asked == []


def test_there_are_more_ways_than_the_thirty_four_we_know_of():
    assert len(VECTORS) > 34


def test_the_trap_itself_works(trap):
    import urllib.request

    host, asked = trap
    with urllib.request.urlopen(f"http://{host}/hello") as answer:
        answer.read()
    assert asked.pop() == "/hello"


def test_every_fetch_goes_through_our_own_lock():
    """If WeasyPrint ever stopped asking our fetcher, this would notice."""
    from documents.locked import Press

    press = Press(assets={"asset:crest.svg": ("image/svg+xml", b'<svg xmlns="http://www.w3.org/2000/svg"/>')})
    seen = []
    real = press.lock.fetch
    press.lock.fetch = lambda url, headers=None: seen.append(url) or real(url, headers)
    html = (
        '<img alt="" src="asset:crest.svg"><img alt="" src="http://127.0.0.1:9/"><link rel=stylesheet href="asset:no">'
    )
    pdf, pages = press.pdf(html, title="Letter", reference="AB-1")
    assert pdf and pages == 1
    assert set(seen) == {"asset:crest.svg", "http://127.0.0.1:9/", "asset:no"}


@pytest.mark.parametrize("href", ["javascript:alert(1)", "file:///etc/passwd", "data:text/html,x", "\tJavaScript:x"])
def test_a_reader_is_never_given_a_link_that_runs_or_opens_a_file(href):
    made = make_pdf(f'<p><a href="{href}">x</a> <a href="https://example.org">y</a></p>', title="T", reference="AB-1")
    with pikepdf.open(io.BytesIO(made.pdf)) as opened:
        links = [str(a.A.URI) for a in opened.pages[0].get("/Annots", [])]
    assert links == ["https://example.org"]
