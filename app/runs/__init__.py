"""The run store: data sets, scenario versions, runs, their progress and their results."""
