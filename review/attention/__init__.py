"""Whether people look: planted triggers caught, and labels accepted faster than they can be read."""
