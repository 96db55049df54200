"""Who is connected. Changes enter; frames leave, each once, to those whose scope holds them."""
