"""What is kept, through SQLAlchemy: SQLite on one laptop, PostgreSQL when it has grown."""
