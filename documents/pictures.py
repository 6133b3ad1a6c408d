"""Pictures sent in: the dots are drawn onto a fresh sheet, and nothing that rode along comes with them.

Comments, thumbnails, places on the map, a script hidden after the last byte: only the dots are kept.
Runs in the examiner, never in the web.
"""

import io
import warnings

from PIL import Image, ImageOps, JpegImagePlugin, PngImagePlugin  # noqa: F401 the only two kinds it will open

from documents.examiner import NotTaken

MOST_DOTS = 25_000_000  # a telephone's largest ordinary picture is twelve million
Image.MAX_IMAGE_PIXELS = MOST_DOTS
TOO_MANY = "It has too many dots for this page. Please save it smaller and send that."
COLOURS = {"1": "L", "L": "L", "LA": "RGBA", "RGB": "RGB", "RGBA": "RGBA", "CMYK": "RGB", "YCbCr": "RGB"}


def redrawn(content):
    """The same picture, upright, on a sheet of our own."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        try:
            picture = Image.open(io.BytesIO(content), formats=["PNG", "JPEG"])
            kind = picture.format
            if picture.width * picture.height > MOST_DOTS:
                raise NotTaken(TOO_MANY)
            picture.load()
        except (Image.DecompressionBombWarning, Image.DecompressionBombError):
            raise NotTaken(TOO_MANY)
        upright = ImageOps.exif_transpose(picture)
        see_through = upright.mode == "P" and "transparency" in upright.info
        colours = "RGBA" if see_through else COLOURS.get(upright.mode, "L" if upright.mode.startswith("I") else "RGB")
        if kind == "JPEG" and colours == "RGBA":
            colours = "RGB"
        upright = upright.convert(colours) if upright.mode != colours else upright
    fresh = Image.new(colours, upright.size)
    fresh.paste(upright)
    del picture, upright
    out = io.BytesIO()
    fresh.save(out, kind, **({"quality": 88} if kind == "JPEG" else {}))
    return out.getvalue()
