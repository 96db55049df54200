"""Which date. A series enters, with its rule; `model` is its row, `rules` judges the rule."""
