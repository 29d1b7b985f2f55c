"""The scalable way to a plan: a proven bound over all placements, and a plan by its prices."""
