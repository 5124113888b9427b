"""One module for each group of commands; its `app` is found by the module's name."""
