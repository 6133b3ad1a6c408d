"""How much work a page is, compared with the least a signed-in page can cost in the same run.

Owns the school full of paper it measures on, and its two floor pages. It measures and says;
it never fails for being slow, since two cores shared with others tell the time badly.
"""
