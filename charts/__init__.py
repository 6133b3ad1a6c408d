"""Pictures where people would rather look: pure functions from numbers to accessible SVG.

The same picture serves a page and a PDF, in ink as in colour. It knows no child, reads no
table and imports no other room. Each function returns a Picture: the drawing, and the same
numbers as a table, which `charts/picture.html` shows beside it.
"""
