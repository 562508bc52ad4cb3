"""A trip as it is registered."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import Literal

Purpose = Literal["work", "study"]
Booking = Literal["agency", "elsewhere"]

# Puerto Rico, Guam, the U.S. Virgin Islands, American Samoa, the Northern Mariana Islands.
US_TERRITORIES = frozenset({"PR", "GU", "VI", "AS", "MP"})


@dataclass(frozen=True)
class Leg:
    """A destination of a trip.

    Attributes:
        place: The city; empty when only the country was given.
        country_code: ISO 3166-1 alpha-2.
    """

    place: str
    country_code: str

    @property
    def is_domestic(self) -> bool:
        """Whether it lies in the United States.

        This alone decides what is international. The documents speak of travel "outside the US"
        and are silent on the territories, which count as international here.
        """
        return self.country_code == "US"

    @property
    def is_in_us_territory(self) -> bool:
        """Whether it lies in a territory of the US, on which the documents are silent."""
        return self.country_code in US_TERRITORIES


@dataclass(frozen=True)
class Trip:
    """What registration needs to know, and nothing else.

    Attributes:
        traveller_name: As in the passport, or as the traveller gave it.
        traveller_email: The traveller's UMB address.
        booked_for_other: Whether somebody else registers the trip for the traveller.
        legs: The destinations, in their order; at least one.
        departure: First day, local to the place of departure.
        return_date: Last day; the day of departure or later.
        purpose: Of the university's two reasons for a trip.
        booking: Through UMB's travel agency, or elsewhere.
        itinerary: Flights and addresses in the traveller's words; empty when none was given.
    """

    traveller_name: str
    traveller_email: str
    booked_for_other: bool
    legs: tuple[Leg, ...]
    departure: datetime.date
    return_date: datetime.date
    purpose: Purpose
    booking: Booking
    itinerary: str = ""
