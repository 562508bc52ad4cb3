"""Emergencies: their kinds, what people cry out in twelve languages, and what they are told."""
