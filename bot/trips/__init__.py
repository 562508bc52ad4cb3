"""The pure parts of a trip registration: places, dates, the itinerary e-mail, the calendar file."""
