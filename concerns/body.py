"""The body map: where on a child a mark was seen, front and back, as a list to choose from and as a drawing.

Left and right are the child's own. The list works by keyboard and without a script; the drawing
shows the marks with their numbers, on the page and on paper. Two of them stand side by side on a
telephone, so no part of it is smaller there than a finger needs (24 pixels).
"""

from django.utils.html import format_html, format_html_join
from django.utils.safestring import mark_safe

LEFT, WIDTH, HEIGHT = 14, 92, 273
PLAIN = 'class="plain" fill="#fff" stroke="#555"'
MARKED = 'class="marked" fill="#ddd" stroke="#000" stroke-width="2"'


def _limbs(side, word, arm_x, hand_x, leg_x, hinder):
    """The five parts of an arm and a leg on one side: thigh and shin in front are thigh and calf behind."""
    names = ("upper arm", "lower arm", "hand", "thigh", "back of the knee", "calf", "heel") if hinder else (
        "upper arm", "lower arm", "hand", "thigh", "knee", "shin", "foot"
    )  # fmt: skip
    shapes = (
        ("rect", arm_x, 69, 14, 38),
        ("rect", arm_x + (-5 if side < 60 else 5), 108, 14, 38),
        ("ellipse", hand_x, 156, 8, 9),
        ("rect", leg_x, 146, 16, 46),
        ("rect", leg_x, 193, 16, 15),
        ("rect", leg_x + 1, 209, 14, 46),
        ("ellipse", leg_x + 7, 264, 9, 8),
    )
    return [(f"{word} {name}", shape) for name, shape in zip(names, shapes, strict=True)]


def _side(hinder):
    # Seen from the front, the child's right is on the picture's left; from behind it is the other way.
    on_left, on_right = ("Left", "Right") if hinder else ("Right", "Left")
    if hinder:
        trunk = [
            ("Back of the head", ("ellipse", 60, 28, 19, 25)),
            ("Back of the neck", ("rect", 51, 54, 18, 13)),
            ("Upper back", ("rect", 42, 68, 36, 32)),
            ("Lower back", ("rect", 44, 101, 32, 26)),
            ("Bottom", ("rect", 45, 128, 30, 17)),
        ]
    else:
        trunk = [
            ("Forehead or scalp", ("ellipse", 60, 11, 19, 10)),
            (f"{on_left} of the face", ("ellipse", 50, 30, 10, 9)),
            (f"{on_right} of the face", ("ellipse", 70, 30, 10, 9)),
            ("Mouth or chin", ("ellipse", 60, 46, 13, 7)),
            ("Neck", ("rect", 51, 54, 18, 13)),
            ("Chest", ("rect", 42, 68, 36, 32)),
            ("Stomach", ("rect", 44, 101, 32, 26)),
            ("Between the legs", ("rect", 46, 128, 28, 17)),
        ]
    return trunk + _limbs(0, on_left, 27, 27, 43, hinder) + _limbs(120, on_right, 79, 93, 61, hinder)


def _code(side, words):
    short = words.lower().replace("back of the ", "").replace(" of the ", "-").replace(" or ", "-")
    return f"{side}-{short.replace(' ', '-')}"[:24]


REGIONS = {
    _code(side, words): (side, f"{words} ({side})" if side == "front" else f"{words} (back)", shape)
    for side in ("front", "back")
    for words, shape in _side(side == "back")
}
CHOICES = [(code, words) for code, (_, words, _) in REGIONS.items()]


def drawing(side, marks=()):
    """One side of the body as an accessible picture; `marks` are codes of regions, numbered from one."""
    numbers = {}
    for number, code in enumerate(marks, start=1):
        numbers.setdefault(code, []).append(str(number))
    shapes, labels = [], []
    for code, (where, _, shape) in REGIONS.items():
        if where != side:
            continue
        marked = code in numbers
        shapes.append((_shape(code, shape, marked),))
        if marked:
            labels.append((*_middle(shape), ",".join(numbers[code])))
    told = "; ".join(f"{','.join(n)}: {REGIONS[code][1]}" for code, n in numbers.items() if REGIONS[code][0] == side)
    return format_html(
        '<svg class="body-map" data-side="{0}" viewBox="{6} 0 {1} {2}" width="{1}" height="{2}" role="img">'
        "<title>{3}</title>{4}{5}</svg>",
        side,
        WIDTH,
        HEIGHT,
        f"Body from the {side}. {told or 'No marks.'}",
        format_html_join("", "{}", shapes),
        format_html_join(
            "", '<text x="{}" y="{}" text-anchor="middle" dominant-baseline="central" font-size="11">{}</text>', labels
        ),
        LEFT,
    )


def _shape(code, shape, marked):
    """Its look is given by the page; on paper, which has no such rules, by the ink beside it."""
    look = mark_safe(MARKED if marked else PLAIN)  # noqa: S308 our own words
    kind, a, b, c, d = shape
    if kind == "rect":
        template = '<rect {} data-region="{}" x="{}" y="{}" width="{}" height="{}" rx="5"/>'
    else:
        template = '<ellipse {} data-region="{}" cx="{}" cy="{}" rx="{}" ry="{}"/>'
    return format_html(template, look, code, a, b, c, d)


def _middle(shape):
    kind, a, b, c, d = shape
    return (a + c / 2, b + d / 2) if kind == "rect" else (a, b)


UNMARKED = [drawing("front"), drawing("back")]
