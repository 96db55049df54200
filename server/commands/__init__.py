"""The commands of `reception`, each with what it prints and its exit code."""
