"""Word documents sent in: measured before anything is unpacked, and refused if anything in them acts.

Kept byte for byte as they came. Runs in the examiner, never in the web.
"""

import io
import re
import zipfile
from xml.parsers import expat

from documents.examiner import NotTaken

MOST_PARTS, MOST_BYTES, MOST_RATIO = 2_000, 60 << 20, 150
MAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
PARTS = re.compile(
    r"(\[Content_Types\]\.xml|(_rels|docProps|word|customXml)/[\w \-./]*"
    r"\.(xml|rels|png|jpe?g|gif|bmp|tiff?|emf|wmf|svg|odttf))|word/printerSettings/[\w.]+\.bin"
)
FETCHES = re.compile(r"\b(DDEAUTO|DDE|INCLUDETEXT|INCLUDEPICTURE|IMPORT|LINK|EMBED|MACROBUTTON)\b", re.I)

TOO_BIG = "It unpacks into more than this school's computer can hold."
ACTS = "There is more in it than words and pictures ({what}). Please save it as PDF and send that."
BUILT = "It is put together in a way that no word processor does. Please save it again as .docx or as PDF."


def examined(content):
    """The same bytes, where every part is words or pictures."""
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        if packed.comment or content[-22:-18] != b"PK\x05\x06":
            raise NotTaken(BUILT)
        parts = packed.infolist()
        _measured(parts)
        names = {part.filename for part in parts}
        if not {"[Content_Types].xml", "word/document.xml"} <= names:
            raise NotTaken("It is not a Word document. Only PDF, JPEG, PNG and Word (.docx) files are kept here.")
        total = 0
        for part in parts:
            inside = _unpacked(packed, part)
            total += len(inside)
            if total > MOST_BYTES:
                raise NotTaken(TOO_BIG)
            if part.filename.endswith((".xml", ".rels", ".svg")):
                _plain(part.filename, inside)
    return content


def _measured(parts):
    """Names and sizes as the list says, before a byte is unpacked."""
    if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_BYTES:
        raise NotTaken(TOO_BIG)
    if len({part.filename.lower() for part in parts}) != len(parts):
        raise NotTaken(BUILT)
    for part in parts:
        name = part.filename
        if ".." in name or "\\" in name or name.startswith("/") or part.flag_bits & 0x1:
            raise NotTaken(BUILT)
        if part.external_attr >> 16 & 0o170000 == 0o120000:  # a link to somewhere else
            raise NotTaken(BUILT)
        if part.file_size > MOST_RATIO * max(part.compress_size, 1) and part.file_size > 1 << 20:
            raise NotTaken(TOO_BIG)
        if name.endswith("/") and part.file_size == 0:
            continue
        if re.search(r"vba|macro", name, re.I):
            raise NotTaken(ACTS.format(what="a macro"))
        if not PARTS.fullmatch(name) or "/embeddings/" in name or "/activeX/" in name:
            raise NotTaken(ACTS.format(what="another file inside it"))


def _unpacked(packed, part):
    """The bytes of a part, and not one more than it said it had."""
    with packed.open(part) as stream:
        inside = stream.read(part.file_size + 1)
    if len(inside) != part.file_size:
        raise NotTaken(BUILT)
    return inside


def _plain(name, inside):
    """Read by a parser that knows no entities: relations, kinds of content and fields that act are refused."""
    fields = []

    def doctype(*_):
        raise NotTaken(BUILT)

    def start(tag, attributes):
        tag = tag.rpartition(":")[2].lower()
        if name.endswith(".rels") and tag == "relationship":
            _stays_inside(attributes)
        elif name == "[Content_Types].xml" and tag in ("override", "default"):
            _is_words(attributes)
        elif tag in ("altchunk", "script", "object", "oleobject", "control", "subdoc"):
            raise NotTaken(ACTS.format(what="another file inside it"))
        elif tag == "fldsimple":
            fields.append(" ".join(attributes.values()))
        elif tag == "instrtext":
            reading.append(True)

    def end(tag):
        if tag.rpartition(":")[2].lower() == "instrtext" and reading:
            reading.pop()

    def letters(text):
        if reading:
            fields.append(text)

    reading = []
    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = parser.EntityDeclHandler = doctype
    parser.StartElementHandler, parser.EndElementHandler, parser.CharacterDataHandler = start, end, letters
    parser.Parse(inside, True)
    said = "".join(fields)
    if FETCHES.search(said) or FETCHES.search(" ".join(fields)):
        raise NotTaken(ACTS.format(what="a field that fetches something"))


def _stays_inside(attributes):
    """Only a link that somebody presses may lead outside; nothing that is fetched on opening."""
    said = {key.lower(): value for key, value in attributes.items()}
    kind, target = said.get("type", "").lower(), said.get("target", "")
    outside = said.get("targetmode", "").lower() == "external" or re.match(
        r"\s*([a-z][a-z0-9+.-]*:|\\\\|//)", target, re.I
    )
    if kind.endswith(("/attachedtemplate", "/afchunk", "/oleobject", "/package", "/control", "/vbaproject", "/frame")):
        raise NotTaken(ACTS.format(what="another file it calls for"))
    if outside and not (kind.endswith("/hyperlink") and re.match(r"(https?:|mailto:|tel:|#)", target, re.I)):
        raise NotTaken(ACTS.format(what="something it fetches from elsewhere"))
    if ".." in target and not kind.endswith("/hyperlink") and target.count("../") > 2:
        raise NotTaken(BUILT)


def _is_words(attributes):
    said = {key.lower(): value for key, value in attributes.items()}
    kind = said.get("contenttype", "")
    if "macroenabled" in kind.lower() or "vba" in kind.lower():
        raise NotTaken(ACTS.format(what="a macro"))
    if said.get("partname", "").lower() == "/word/document.xml" and kind != MAIN:
        raise NotTaken("It is a template, not a document. Please save it as .docx and send that.")
