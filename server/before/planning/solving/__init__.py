"""The parts of the planner: the grid, the greedy plan, columns and their relaxation, blocks, repair. All pure."""
