"""The commands of the travel office: trips, e-mails, alerts, forgetting a person."""
