"""How the tables became what they are, one step a module, run in the order of their numbers."""
