"""The figures. Counted entries enter; tallies, changes and the attention list leave."""
