"""Sending the e-mails of the outbox, in a process of its own."""
