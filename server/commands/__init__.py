"""The words of the `reception` command, each with what it prints and the code it leaves with."""
