"""How much work a page is, compared with the least a signed-in page can cost in the same run.

Owns the school full of paper it measures on, and its two floor pages. It measures, marks what is over its
goal and counts it in the last line. Only with `--strict` does it fail for that: two cores shared with others
tell the time badly.
"""
