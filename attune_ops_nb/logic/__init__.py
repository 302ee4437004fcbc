"""Thought: values in, values out. No clock, disk, network or threads."""
