"""Documents to passages, figures, contacts and short answers."""
