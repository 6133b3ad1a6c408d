"""Paper that leaves the house and files that come in: turned into bytes or looked into once, then frozen.

Owns the document row and the queue that makes its bytes in a locked child process, the
attachment row and the bench where a file sent in is examined, and the one way either is
handed out. Never decides who may see one: the room that ordered or took it fetches its own
record through `permitted` and then calls `serving`.
"""
