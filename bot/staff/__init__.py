"""The commands of the travel office: trips, e-mails, alerts, feedback, forgetting a person."""
