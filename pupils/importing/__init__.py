"""How children come in from the school's information system: read, compare, look, and only then write.

`reading` makes sense of a file, `matching` says who each line is, `review` says what it would do,
`actions` keeps that for a person to look at and commits it. It never matches by name alone,
never lets a lost letter overwrite a good name, never deletes and never marks a leaver.
"""
