"""The steps. A new one copies the form of the last; what has been released stays as it is."""
