"""Pages of this room, by concept."""
