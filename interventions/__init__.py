"""The help a child is given: the provision map, who is on which wave, and whether it worked.

Owns the catalogue (what the school offers, at which wave), placements on Waves 2 and 3,
and the moves that are their only history. A provision is not a wave: the ELSA room is
open to everybody, the ELSA programme is not. Never makes a row for Wave 1, which is
everybody's; never reads a concern but through `permitted`; never infers SEN status.
"""
