"""The commands of the travel office: trips, e-mails, forgetting a person."""
