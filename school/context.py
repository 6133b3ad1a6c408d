"""The school's own name on every page: nothing of one school is written into the code."""


def school(request):
    """`school_name` for the frame."""
    return {"school_name": "School"}
