"""The skills of the assistant as Rasa actions, one module a skill."""
