"""The suite; a package, so that its parts import each other by name."""
