"""Doors of the server: every channel verifies, identifies and cleans before anything else."""
