"""The school's own wording of letters, answers and calls: merge fields and a little Markdown, never a template language."""
