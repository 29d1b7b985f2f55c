"""Plans played forward under uncertainty; the model arrives with its own issue."""
