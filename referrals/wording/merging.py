"""A wording and the words of one child into a page or into answers. The words go in last and are never read as anything."""

import re
from dataclasses import dataclass

from django.utils.html import escape
from django.utils.safestring import mark_safe

from referrals.wording.fields import FIELD

OPEN, CLOSE = "\ue000", "\ue001"  # no keyboard has them; taken out of whatever was typed
HELD = re.compile(f"{OPEN}(\\w*){CLOSE}")
STRONG = re.compile(r"\*\*(?=\S)(.+?)(?<=\S)\*\*")
SLANTED = re.compile(r"(?<![*\w])[*_](?=\S)([^*_]+?)(?<=\S)[*_](?![*\w])")
HEADING = re.compile(r"(#{2,3})\s+(.+)")
ITEM = re.compile(r"[-*]\s+(.+)")
QUOTE = re.compile(r">\s?(.*)")
ALONE = re.compile(f"{OPEN}(\\w*){CLOSE}$")


@dataclass(frozen=True)
class Block:
    """One piece of a wording: a heading, a list, a quotation or a paragraph, with the fields it holds."""

    kind: str  # "h2", "h3", "ul", "blockquote", "p"
    lines: tuple

    @property
    def fields(self):
        return [name for line in self.lines for name in HELD.findall(line)]


def blocks_of(text):
    """The pieces of a wording, in order."""
    text = text.replace(OPEN, "").replace(CLOSE, "").replace("\r\n", "\n")
    text = FIELD.sub(lambda found: f"{OPEN}{re.sub(r'[^a-z_]', '', found[1].strip())}{CLOSE}", text)
    blocks, kind, lines = [], "", []

    def close():
        nonlocal kind, lines
        if lines:
            blocks.append(Block(kind, tuple(lines)))
        kind, lines = "", []

    for raw in text.splitlines():
        line = raw.strip()
        heading, item, quote = HEADING.match(line), ITEM.match(line), QUOTE.match(line)
        here = "" if not line else "ul" if item else "blockquote" if quote else "p"
        if heading:
            close()
            blocks.append(Block("h2" if heading[1] == "##" else "h3", (heading[2],)))
        elif not line:
            close()
        else:
            if here != kind:
                close()
            kind = here
            lines.append(item[1] if item else quote[1] if quote else line)
    close()
    return blocks


def with_something_to_say(blocks, values):
    """The pieces without those whose fields are all empty, and without headings that nothing follows any more."""
    kept = []
    for block in blocks:
        lines = tuple(
            line
            for line in block.lines
            if not (names := HELD.findall(line)) or any(_said(values, name) for name in names)
        )
        if block.kind.startswith("h") or lines:
            kept.append(block if block.kind.startswith("h") else Block(block.kind, lines))
    answer = []
    for at, block in enumerate(kept):
        deeper = ("h2",) if block.kind == "h2" else ("h2", "h3")
        after = next((one.kind for one in kept[at + 1 :] if one.kind != "h3" or "h3" in deeper), "h2")
        if not block.kind.startswith("h") or after not in deeper:
            answer.append(block)
    return answer


def page(text, values, *, places=False):
    """The wording as HTML, with this child's words. `values` are plain text, or markup that is ours (marked safe).

    With `places` each piece can be jumped to by the name of a field in it.
    """
    blocks = with_something_to_say(blocks_of(text), values)
    pieces = [(places_of(block.fields) if places else "") + _html(block, values) for block in blocks]
    return mark_safe("\n".join(pieces))  # noqa: S308 every word in it went through escape


def places_of(fields):
    """Marks that nobody sees, one for each field: #at-purpose leads to it."""
    return mark_safe("".join(f'<span id="at-{name}"></span>' for name in fields))  # noqa: S308 only a-z and _


def answers(text, values, *, places=False):
    """[(question, answer as plain text)]: each heading is a question, in its own order; an empty answer stays, to be seen.

    With `places` each has a third part, the marks of its fields.
    """
    found, question, lines, fields = [], None, [], []
    for block in [*blocks_of(text), Block("h2", ("",))]:
        if block.kind.startswith("h"):
            if question is not None:
                found.append((question, "\n".join(lines).strip(), *([places_of(fields)] if places else ())))
            question, lines, fields = _plain(block.lines[0], values), [], []
        elif question is not None:
            mark = "- " if block.kind == "ul" else ""
            lines += [mark + words for line in block.lines if (words := _plain(line, values).strip())]
            fields += block.fields
    return found


def _said(values, name):
    return bool(str(values.get(name, "")).strip())


def _plain(line, values):
    return HELD.sub(lambda held: str(values.get(held[1], "")), line)


def _html(block, values):
    if block.kind == "ul":
        return "<ul>" + "".join(f"<li>{_inline(line, values)}</li>" for line in block.lines) + "</ul>"
    if block.kind.startswith("h"):
        return f"<{block.kind}>{_inline(block.lines[0], values)}</{block.kind}>"
    if len(block.lines) == 1 and (alone := ALONE.fullmatch(block.lines[0])):
        words = paragraphs(values.get(alone[1], ""))
    else:
        words = "<p>" + "<br>".join(_inline(line, values) for line in block.lines) + "</p>"
    return f"<blockquote>{words}</blockquote>" if block.kind == "blockquote" else words


def _inline(line, values):
    """Bold and slanted of the wording's own; then, last of all, the words of the child."""
    html = SLANTED.sub(r"<em>\1</em>", STRONG.sub(r"<strong>\1</strong>", escape(line)))
    return HELD.sub(lambda held: _one_line(values.get(held[1], "")), html)


def _one_line(value):
    return escape(value).replace("\n", "<br>")


def paragraphs(value):
    """Words as somebody typed them: an empty line begins a paragraph, a dash a line of a list. Markup of ours stays."""
    if hasattr(value, "__html__"):
        return value.__html__()
    html = []
    for part in re.split(r"\n\s*\n", str(value).replace("\r\n", "\n").strip()):
        lines = part.splitlines()
        if lines and all(ITEM.match(line.strip()) for line in lines):
            items = "".join(f"<li>{escape(ITEM.match(line.strip())[1])}</li>" for line in lines)
            html.append(f"<ul>{items}</ul>")
        else:
            html.append("<p>" + "<br>".join(escape(line) for line in lines) + "</p>")
    return "\n".join(html)
