"""The workflow language: what a definition says, and whether it can be run."""
