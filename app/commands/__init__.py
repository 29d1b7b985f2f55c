"""Sub-commands of `doubletransfer`, one file each."""
