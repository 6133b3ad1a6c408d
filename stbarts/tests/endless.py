"""A body far too long for any page, sent as a web server hands it over and never in memory as a whole."""

import io

MULTIPART = "multipart/form-data; boundary=edge"


class Endless(io.RawIOBase):
    """A body of `length` bytes that begins with `start`, ends with `end`, and never lies in memory."""

    def __init__(self, length, start=b"", end=b""):
        self.left, self.start, self.end, self.longest = length, start, end, 0

    def read(self, size=-1):
        assert size >= 0, "somebody wants it all at once"
        size = min(size, self.left)
        self.left, self.longest = self.left - size, max(self.longest, size)
        piece, self.start = self.start[:size], self.start[size:]
        piece += bytes(size - len(piece))
        return piece[: size - len(self.end)] + self.end if self.left == 0 and size > len(self.end) else piece


def with_a_file(length, fields, box):
    """A form's fields, then a file that fills `box` up to `length` bytes in all."""
    parts = "".join(
        f'--edge\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n' for name, value in fields.items()
    )
    parts += f'--edge\r\nContent-Disposition: form-data; name="{box}"; filename="a.csv"\r\n\r\n'
    return Endless(length, parts.encode(), b"\r\n--edge--\r\n")
