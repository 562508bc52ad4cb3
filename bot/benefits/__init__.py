"""What the benefit covers of a traveller's costs: the calculators, and what a message says."""
