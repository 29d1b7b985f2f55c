"""What-ifs: a world with levers pulled, as frozen data."""
