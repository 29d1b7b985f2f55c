"""The craft of slides: text that fits its box, tables, native charts, pictures, notes."""
