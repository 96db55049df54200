"""HTTP: a request comes in, is checked and parsed by its route, and leaves as an answer or as a problem."""
