"""How the records of this room are put into words and rows for its pages. Nothing here decides or writes."""
