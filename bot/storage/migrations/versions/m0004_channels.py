"""What the channels keep: messages, unsent replies, keys, thumbs, uploaded files."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"

_MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "inbox",
        sa.Column("conversation", sa.String(64), primary_key=True),
        sa.Column("message_id", sa.String(128), primary_key=True),
        sa.Column("received_at", _MOMENT, nullable=False, index=True),
        sa.Column("claimed_until", _MOMENT, nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("replies", sa.JSON),
    )
    op.create_table(
        "unsent_replies",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("channel", sa.String(16), nullable=False),
        sa.Column("conversation", sa.String(64), nullable=False, index=True),
        sa.Column("request", sa.JSON, nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("next_attempt_at", _MOMENT, nullable=False),
        sa.Column("claimed_until", _MOMENT),
        sa.Column("last_error", sa.String(64), nullable=False),
        sa.Column("created_at", _MOMENT, nullable=False),
        sa.Column("sent_at", _MOMENT),
        sa.Index("ix_unsent_replies_due", "state", "next_attempt_at"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "keys",
        sa.Column("name", sa.String(32), primary_key=True),
        sa.Column("value", sa.String(64), nullable=False),
        sa.Column("made_at", _MOMENT, nullable=False),
    )
    op.create_table(
        "feedback",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("given_at", _MOMENT, nullable=False),
        sa.Column("channel", sa.String(16), nullable=False),
        sa.Column("topic", sa.String(128), nullable=False),
        sa.Column("is_helpful", sa.Boolean, nullable=False),
        sa.Column("conversation", sa.String(64)),
        sa.Column("message_id", sa.String(128)),
        sa.UniqueConstraint("conversation", "message_id"),
    )
    op.create_table(
        "uploads",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("token", sa.String(32), nullable=False, unique=True),
        sa.Column("conversation", sa.String(64), nullable=False, index=True),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("media_type", sa.Text, nullable=False),
        sa.Column("content", sa.LargeBinary, nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("uploaded_at", _MOMENT, nullable=False, index=True),
    )
