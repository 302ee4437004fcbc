"""Server: the engine over HTTP, inside any Jupyter server or in one of our own."""
