"""What the boxes of a concern are called on the page: on the record, in a correction, on paper."""

LABELS = {
    "facts": "What was seen or heard",
    "childs_words": "The child’s own words",
    "questions_asked": "Questions asked",
    "demeanour": "How the child seemed",
    "injuries": "Injuries",
    "others_present": "Who else was there",
    "place_detail": "Where exactly",
    "where_now": "Where the child was then, and with whom",
    "done_already": "Done already",
    "parents_know": "Do the parents know?",
    "opinion": "What the writer thinks (opinion)",
}
