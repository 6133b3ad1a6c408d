"""A PDF as its reader has it, by poppler's own programs. A test is skipped, loudly, where they or the fonts are missing."""

import shutil
import subprocess

import pytest

from documents import checks


def poppler(program, *arguments, pdf=None):
    """What a program of poppler's prints; `pdf` is its input."""
    if shutil.which(program) is None:
        pytest.skip("no poppler here: apt-get install poppler-utils")
    return subprocess.run([program, *arguments], input=pdf, capture_output=True, check=True).stdout


def text_of(pdf, *options):
    return poppler("pdftotext", *options, "-", "-", pdf=pdf).decode()


def need_fonts():
    if not checks.has_font():
        pytest.skip("no Noto fonts here: apt-get install fonts-noto-core")
