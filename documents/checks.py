"""What a PDF needs of the machine, named in words before somebody waits for a letter."""

import ctypes
from pathlib import Path

from django.core.checks import Warning as Caution
from django.core.checks import register

LIBRARIES = {
    "libpango-1.0.so.0": ("libpango-1.0-0", "No PDF can be made."),
    "libpangoft2-1.0.so.0": ("libpangoft2-1.0-0", "No PDF can be made."),
    "libharfbuzz-subset.so.0": ("libharfbuzz-subset0", "A letter takes six times as long and is larger."),
}
FONT_FOLDERS = ("/usr/share/fonts", "/usr/local/share/fonts", "~/.local/share/fonts", "~/.fonts")
FONT_FILE = "NotoSerif-Regular.*"


@register()
def printing_check(app_configs, **kwargs):
    """One caution for each missing Debian package: the rest of the app works without them."""
    cautions = []
    for number, (library, (package, effect)) in enumerate(LIBRARIES.items(), 1):
        if not has_library(library):
            cautions.append(_caution(f"{library} is missing. {effect}", package, number))
    if not has_font():
        effect = "Letters will use another typeface, and other languages may print as boxes."
        cautions.append(_caution(f"The Noto fonts are missing. {effect}", "fonts-noto-core", 4))
    return cautions


def _caution(sentence, package, number):
    return Caution(sentence, hint=f"Install Debian's {package}: apt install {package}", id=f"documents.W{number:03}")


def has_library(name):
    try:
        ctypes.CDLL(name)
    except OSError:
        return False
    return True


def has_font():
    return any(next(Path(folder).expanduser().rglob(FONT_FILE), None) for folder in FONT_FOLDERS)
