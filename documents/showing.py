"""A finished paper shown inside a page of ours, before it is printed: its very HTML, in a frame where nothing runs.

The answer is its own document with its own policy: no script, no picture from anywhere, no form, and it may be
framed by this house alone. The page that frames it says `sandbox`, so that it is nobody even to us.
"""

import base64
import hashlib
from functools import cache
from pathlib import Path

from django.http import HttpResponse

# On paper the page has margins of its own; on a screen the body has. Beside the boxes of a laptop a little smaller, so
# that more of the page is seen at once.
ON_SCREEN = """
@media screen { body { margin: 0 auto; max-width: 162mm; padding: 10mm 8mm; background: #fff } }
@media screen and (min-width: 25em) and (max-width: 38em) { html { zoom: .8 } }
"""


@cache
def sheet():
    """The stylesheet of every paper, and the policy that lets this very text in and nothing else."""
    text = (Path(__file__).parent / "paper.css").read_text("utf-8") + ON_SCREEN
    digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
    policy = (
        f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'; "
        "frame-ancestors 'self'; sandbox"
    )
    return text, policy


def as_paper(html):
    """Answer with a paper as it will be printed. Call it after your own room's check of who may read it."""
    text, policy = sheet()
    response = HttpResponse(html.replace("</head>", f"<style>{text}</style></head>", 1))
    response.headers["Content-Security-Policy"] = policy
    return response
