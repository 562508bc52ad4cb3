"""Trips, their legs, the requests they came from, and their e-mails."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

_MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "trips",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("number", sa.String(8), nullable=False, unique=True),
        sa.Column("owner", sa.String(64), nullable=False, index=True),
        sa.Column("traveller_name", sa.Text, nullable=False),
        sa.Column("traveller_email", sa.Text, nullable=False),
        sa.Column("booked_for_other", sa.Boolean, nullable=False),
        sa.Column("departure", sa.Date, nullable=False),
        sa.Column("return_date", sa.Date, nullable=False),
        sa.Column("purpose", sa.String(16), nullable=False),
        sa.Column("booking", sa.String(16), nullable=False),
        sa.Column("itinerary", sa.Text, nullable=False),
        sa.Column("registered_at", _MOMENT, nullable=False),
        sa.Column("changed_at", _MOMENT),
        sa.Column("withdrawn_at", _MOMENT),
        sa.Column("version", sa.Integer, nullable=False),
        sa.CheckConstraint("departure <= return_date", name="dates"),
    )
    op.create_table(
        "trip_requests",
        sa.Column("idempotency_key", sa.String(64), primary_key=True),
        _of_trip(nullable=False, index=True),
    )
    op.create_table(
        "trip_legs",
        _of_trip(primary_key=True),
        sa.Column("position", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("place", sa.Text, nullable=False),
        sa.Column("country_code", sa.String(2), nullable=False, index=True),
    )
    op.create_table(
        "outbox_emails",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("message_id", sa.String(255), nullable=False, unique=True),
        _of_trip(nullable=False, index=True),
        sa.Column("recipients", sa.JSON, nullable=False),
        sa.Column("message", sa.Text, nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("next_attempt_at", _MOMENT, nullable=False),
        sa.Column("claimed_until", _MOMENT),
        sa.Column("last_error", sa.String(64), nullable=False),
        sa.Column("created_at", _MOMENT, nullable=False),
        sa.Column("sent_at", _MOMENT),
        sa.Index("ix_outbox_emails_due", "state", "next_attempt_at"),
    )


def _of_trip(**options: bool) -> sa.Column:
    trip = sa.ForeignKey("trips.id", ondelete="CASCADE")
    return sa.Column("trip_id", sa.Integer, trip, **options)
