"""Benchmarks: `make bench` measures each figure beside its bound or a peer, in the same run."""
