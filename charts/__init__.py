"""Pictures where people would rather look: pure functions from numbers to accessible SVG.

The same picture serves a page and a PDF. It knows no child, reads no table and imports
no other room; whoever calls it puts a table with the same numbers beside it.
"""
