"""Words that are part of names, and words that are none."""

from __future__ import annotations

# Between the names of one person.
PARTICLES = frozenset(
    {
        "af", "al", "av", "bin", "bint", "da", "das", "de", "del", "della", "den", "der", "di",
        "do", "dos", "du", "e", "el", "ibn", "la", "le", "san", "ten", "ter", "ul", "van", "von",
        "y", "zu",
    }
)  # fmt: skip
_NO_NAMES = (
    "a about actually address admin advisor again agency agent ah air airbnb airlines airways all "
    "already also am an and another answer any anybody anyone application are around as asap asdf "
    "ask asking assistance assistant at attending be because been being best boarding book booked "
    "booking boss both business but by bye call can cancel cannot card case change city claim "
    "clinical colleague conference confirm continue correct correction could country coverage "
    "covered date dates day days dean dear delta dental department depart departing departure "
    "destination did do does doing done dont dr each either elective else elsewhere email "
    "emergency "
    "evacuation event everyone everything exit expedia family fine first fix flight flights fly "
    "flying for forget form friday friend from full get give go goes going gonna good got great "
    "group had has have having he hello help her here hey hi him his hmm home hotel how i idk if "
    "in "
    "inc information insurance international internship into is isos it itinerary its itself join "
    "just kayak kindly know last later leave leaving leisure let lets like lol look make matter "
    "may "
    "maybe me mean medical meeting message mine monday morning my myself n name named need never "
    "new "
    "next nice no nobody none nope not nothing now number of off office ok okay on once one only "
    "or "
    "other our out outside own page part pass passport person personal phone place plan planning "
    "please private problem professor program project purpose quarantine question quit qwerty "
    "really "
    "reason register registered registering registration remove research reservation restart "
    "resume "
    "return returning right rotation same saturday save say school see semester send shall she "
    "should sick sir skip so some somebody someone something sorry start stop student studies "
    "study "
    "studying sunday sure surname tbd team test thank thanks that the their them then there these "
    "they thing think this those through thursday time to today tomorrow too travel traveler "
    "traveling traveller travelling trip trips trying tuesday two type umaryland umb undo "
    "university "
    "unknown unsure until up update upload us use vacation via visit visiting wait want was we "
    "website wednesday week well were what when where which who whom whose why will wish with "
    "without wont work working would wow write wrong xxx yeah yep yes yesterday yet you your "
    "yourself bleeding hurt stabbed robbed shooting shot attacked ambulance police doctor hospital "
    "fever pain collapsed breathing dying dead died accident crash"
)
NO_NAMES = frozenset(_NO_NAMES.split())
# Words of the list that are names too, when written with a capital beside another name.
NAMES_TOO = frozenset(
    {
        "will", "may", "best", "call", "page", "day", "case", "wish", "dean", "sunday", "monday",
        "friday", "saturday",
    }
)  # fmt: skip
DEGREES = frozenset(
    {
        "md", "phd", "dds", "dmd", "rn", "bsn", "msn", "dnp", "aprn", "crna", "mph", "msw", "lcsw",
        "jd", "esq", "pharmd", "mba", "msc", "bsc", "facs", "faan", "mbbs", "np", "mha", "edd",
    }
)  # fmt: skip
