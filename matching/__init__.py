"""One decision: which enterprise goes to which park in which year, with proof and reasons."""
