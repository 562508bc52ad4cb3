"""Telling the travel office of emergencies: what is said, and how it is sent."""
