"""Sending the e-mails of the outbox through a mail server."""
