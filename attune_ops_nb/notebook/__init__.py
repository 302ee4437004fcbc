"""The notebook face: magics, log cells, data frames and widgets, in the kernel."""
