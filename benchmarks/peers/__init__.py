"""Other solvers on the same models, each in a process of its own that is ended at the limit."""
