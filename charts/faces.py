"""Four faces for the marks 0 to 3, drawn from lines: the same on a screen, on paper and in mono."""

from charts.svg import INK, PAPER, circle, drawing, polyline

SIZE = 28
MOUTHS = {
    0: [(8, 21), (11, 18), (14, 17), (17, 18), (20, 21)],
    1: [(9, 20), (14, 18.5), (19, 20)],
    2: [(9, 18.5), (14, 20), (19, 18.5)],
    3: [(8, 17), (11, 20), (14, 21), (17, 20), (20, 17)],
}
SAID = {0: "Very hard", 1: "Hard", 2: "All right", 3: "It went well"}


def face(mark):
    """The face of a mark, as a picture that says its word."""
    middle = SIZE / 2
    parts = [
        circle(middle, middle, middle - 2, fill=PAPER, stroke=INK, width=1.5),
        circle(10, 11, 1.5, fill=INK),
        circle(18, 11, 1.5, fill=INK),
        polyline(MOUTHS[mark], width=1.5),
    ]
    return drawing(SIZE, SIZE, *parts, title=SAID[mark], desc=f"The face for {mark}")
