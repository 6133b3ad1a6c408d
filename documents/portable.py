"""PDFs sent in: opened by the library that knows the format, and refused if anything in them acts.

They are kept byte for byte as they came: a letter from another agency is evidence. Names that
were written in disguise ("/J#53") are already plain when the library hands them over. Runs in
the examiner, never in the web.
"""

import io

import pikepdf

from documents.examiner import NotTaken

MOST_PARTS = 200_000
LOCKED = "It is locked with a password. Please save a copy without one and send that."
TAIL = "There is something after the end of the document. Please print it to PDF again and send that."
ACTS = "There is more in it than pages to read ({what}). Please print it to PDF again and send that."
TOO_MANY = "It is made of too many parts to look through. Please print it to PDF again and send that."

# What a plain document has no need of, as keys and as kinds of action or annotation.
KEYS = {
    "/JS": "a script", "/JavaScript": "a script", "/AA": "an action of its own", "/XFA": "a form with a program",
    "/EmbeddedFiles": "a file inside it", "/EmbeddedFile": "a file inside it", "/EF": "a file inside it",
    "/RichMediaContent": "a film", "/RichMediaSettings": "a film",
}  # fmt: skip
KINDS = {
    "/JavaScript": "a script", "/Launch": "starting a program", "/SubmitForm": "sending something",
    "/ImportData": "fetching something", "/GoToE": "opening a file inside it", "/GoToR": "opening another file",
    "/Rendition": "a film", "/Movie": "a film", "/Sound": "a sound", "/RichMedia": "a film", "/3D": "a model",
    "/RichMediaExecute": "a film", "/FileAttachment": "a file inside it", "/EmbeddedFile": "a file inside it",
    "/Screen": "a film",
}  # fmt: skip


def examined(content):
    """The same bytes, where nothing in them acts."""
    end = content.rfind(b"%%EOF")
    if end < 0:
        raise NotTaken("It is not whole: its end is missing. Please save it again and choose the new copy.")
    if content[end + 5 :].strip(b"\x00\t\n\x0c\r "):
        raise NotTaken(TAIL)
    try:
        with pikepdf.open(io.BytesIO(content), attempt_recovery=True) as pdf:
            if len(pdf.objects) > MOST_PARTS:
                raise NotTaken(TOO_MANY)
            _nothing_acts(pdf)
            if not len(pdf.pages):
                raise NotTaken("There is no page in it.")
    except pikepdf.PasswordError:
        raise NotTaken(LOCKED)
    return content


def _nothing_acts(pdf):
    """Every part is looked at once, however deep; the library has each numbered part in its list."""
    rest, seen = [pdf.trailer, *pdf.objects], 0
    while rest:
        part = rest.pop()
        seen += 1
        if seen > MOST_PARTS * 10:
            raise NotTaken(TOO_MANY)
        if isinstance(part, pikepdf.Array):
            rest += [one for one in part if _holds_more(one)]
        elif isinstance(part, (pikepdf.Dictionary, pikepdf.Stream)):
            rest += _looked_at(part)


def _looked_at(part):
    """The direct parts of this one, once its own keys and kinds are known to be plain."""
    more = []
    for key, value in part.items() if isinstance(part, pikepdf.Dictionary) else part.stream_dict.items():
        what = KEYS.get(key)
        if what is None and key in ("/S", "/Subtype", "/Type") and isinstance(value, pikepdf.Name):
            what = KINDS.get(str(value))
        if key == "/OpenAction" and not _only_shows_a_page(value):
            what = "an action of its own"
        if what:
            raise NotTaken(ACTS.format(what=what))
        if _holds_more(value):
            more.append(value)
    return more


def _holds_more(value):
    """Is it a part inside this one? A numbered part stands in the library's own list."""
    held = isinstance(value, (pikepdf.Array, pikepdf.Dictionary, pikepdf.Stream))
    return held and not value.is_indirect


def _only_shows_a_page(action):
    """Many ordinary programs write "begin at page one"; that is no action worth the name."""
    if isinstance(action, pikepdf.Array):
        return True
    return isinstance(action, pikepdf.Dictionary) and action.get("/S") == pikepdf.Name.GoTo and "/Next" not in action
