"""The engine of the engine's tests."""

from tests.engine.conftest import clock, engine

__all__ = ["clock", "engine"]
