"""The school itself: its name and letterhead, classes, terms and closures, who is on duty, whom to ask outside.

It owns the arithmetic of school days, which every later room's dates come from, and the
directory of agencies. It knows no child and sends nothing. Whatever is particular to one
school is a row here, never a line of code.
"""
