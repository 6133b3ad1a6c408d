"""The people who work here, what they may see and do, and what each of them is owed.

This room owns User and roles, `policy.py` (the one table of who may), `permitted.py`
(the same table as rows, pages and acts), sign-in, drafts, posting forms and notices.
It knows nothing of children: a chapter that does says what a scope means for its rows.
"""
