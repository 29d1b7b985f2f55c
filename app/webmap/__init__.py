"""The province map of the desk: one declaration (`view`), drawn in the browser and in print."""
