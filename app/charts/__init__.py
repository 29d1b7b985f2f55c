"""Charts of an outcome: one file each, drawn without a screen, in the product's own typeface."""
