"""How well the assistant answers: question sets, tables, pictures."""

from bot.evaluation.command import evaluate

__all__ = ["evaluate"]
