"""Plans played forward: what enterprises, parks and cities would really do."""
