"""Paper that leaves the house: finished words, turned into a PDF once and frozen with their hash.

Owns the document row, the queue that makes its bytes in a locked child process, the letter's
paper, and the one way a file is handed out. Never decides who may see a document: the room
that ordered it fetches its own record through `permitted` and then calls `serving.serve`.
"""
