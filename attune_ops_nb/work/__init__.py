"""Motion: what runs by itself, in the engine host."""
