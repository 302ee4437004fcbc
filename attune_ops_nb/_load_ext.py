"""The module `attune_ops`, so that a notebook can say `%load_ext attune_ops`.

Installed as a copy beside the package, also in an editable install: it may only re-export.
"""

from attune_ops_nb import load_ipython_extension, unload_ipython_extension

__all__ = ["load_ipython_extension", "unload_ipython_extension"]
