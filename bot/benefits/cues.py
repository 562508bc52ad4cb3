"""What the words of a message say about a benefit calculation, beside its numbers."""

from __future__ import annotations

import re

INSURERS = (
    r"(?:aetna|cigna|blue ?cross|bcbs|carefirst|kaiser|united ?health\w*|uhc|humana|medicare|"
    r"medicaid|"
    r"tricare|anthem|geoblue|allianz|axa|bupa|obamacare|tk|aok|metlife|"
    r"delta dental|guardian dental)"
)
# What an amount near these words is. Where several fit, the nearest counts.
AMOUNT_CUES = {
    "insurance": (
        r"\b(?:(?:my|our|his|her|their|the|own|private|primary|personal|health|home|us|u\.s\.) )*"
        r"(?:health |private |primary |own |home |personal )?(?:insurances?|insurer|insurers|"
        rf"health ?plan|policy|carrier|insurance company)\b|\b{INSURERS}\b|"
        r"\bmy (?:(?:own|dental|vision|medical|student|family) )*(?:plan|coverage|cover)\b|"
        r"\breimburse[sd]? me\b|\b(?:dental|medical|vision|family) plan\b|"
        # "Star Health paid 300"
        r"\b(?!the |my |our |this |that |for |and )[a-z]+ (?:health|dental|mutual|insurance|"
        r"assurance)(?= (?:has |have |will )?(?:pays?|paid|covers?|covered|"
        r"contribut\w+|reimburs\w+)\b)"
    ),
    "deductible": (
        r"\b(?:i|we|he|she|they) (?:have |has |had |'ve )?already paid\b|"
        r"\b(?:deductible|excess|co-?pay(?:ment)?|premium|salary|stipend|income|savings|budget|"
        r"credit limit|per diem|discount|off|tip|vat)\b"
    ),
    "deposit": (
        r"\b(?:deposits?|down ?payments?|pre-?paid|in cash|up ?front|advance payment|"
        r"paid in advance)\b"
    ),
    "other": (
        r"\b(?:others?|additional|further|another|previous|earlier|existing|remaining) (?:\w+ )?"
        r"(?:bills?|costs?|expenses?|treatments?|care|charges?|claims?|invoices?|things)\b|"
        r"\balready (?:\w+ )?(?:used|spent|claimed|paid|cost|went|gone|billed|had|ran|came|at|"
        r"on)\b|"
        r"\b(?:used up|so far|spent already|used already|already)\b|\brest of (?:the|my|his|her)\b|"
        r"\b(?:from|of|for|in) the same (?:accident|sickness|illness|incident|injury|case|event)\b|"
        r"\bsame (?:accident|sickness|illness|incident|injury)\b|\bbesides? (?:that|this)\b|"
        r"\belse\b|"
        r"\b(?:everything|all) else\b"
    ),
    "hospital": (
        r"\b(?:hospital\w*|surger(?:y|ies)|surgeon|operation|ambulance|er|icu|emergency room|mri|"
        r"evacuation|broken (?:leg|arm|ankle|wrist|hip|rib|bone|jaw)\w*)\b"
    ),
    "medical": (
        r"\b(?:clinic|medical|doctors?|physician|ct|x-?rays?|scan|physio\w*|appendix|appendicitis|"
        r"malaria|dengue|fracture|treatment)\b"
    ),
    "part": r"\b(?:incl\.?|including|includes|of which|thereof|part of (?:it|that))(?!\w)",
    "dental": (
        r"\b(?:dent\w+|endodont\w+|tooth\w*|teeth|fillings?|crowns?|root canals?|molars?|"
        r"extraction|"
        r"braces|implants?|gums?|veneers?)\b"
    ),
    "extra": (
        r"\b(?:foods?|meals?|breakfasts?|lunch(?:es)?|dinners?|groceries|laundry|taxis?|uber|"
        r"tests?|"
        r"testing|pcrs?|masks?|medicines?|medication|transport\w*|wifi|internet|extras?|fees?|"
        r"taxe?s?|rebooking|change fee|flight change|new flight|ticket|delivery|room service|water|"
        r"phone|sim|service charge|cleaning|per diem|eating|supplies)\b"
    ),
    "hotel": (
        r"\b(?:hotels?|rooms?|airbnb|accommodations?|accomodations?|lodging|apartment|flat|hostel|"
        r"guest ?house|motel|resort|dorm|quarantine (?:facility|center|centre)|rent|facility)\b"
    ),
    "total": (
        r"\b(?:(?:grand )?totals?(?! cover\w*| benefit| limit)|totall?ing|totalled|totaled|"
        r"in all|all in|altogether|"
        r"all together|in full|overall|"
        r"all inclusive|in sum|sum|lump sum|all up|everything|whole|entire|for all|all of (?:it|"
        r"them)|"
        r"the lot|full (?:amount|price|cost|stay))\b"
    ),
    "invoice": (
        r"\b(?:invoices?|bills?|billed|comes? to|came to|coming to|adds? up|added up)\b"
    ),
    "bill": (
        r"\b(?:charge[sd]?|charging|costs?|costing|paid|pay|paying|owe|price|quote[sd]?|quoted|"
        r"asks?|"
        r"asking|wants?|expenses?|spent|payment)\b"
    ),
}  # fmt: skip
# UMB's own insurance is no other insurance; nor is a question about it a statement.
NOT_OWN_INSURANCE = re.compile(
    r"\b(?:umb|university|school|travel|isos|blanket|this|trip)(?:'?s)?(?: \w+)? "
    r"(?:insurances?|policy|plan|coverage)|\b(?:does|do|will|would|can|could|should|is|are|"
    r"how much|what(?! if)) (?:\w+ ){0,2}?"
    rf"(?:insurances?|insurer|policy|plan|coverage|{INSURERS})(?= (?:\w+ )?"
    r"(?:pay|cover|reimburse|include|be|give|take))(?!\w* \d)"
)

QUARANTINE = re.compile(
    r"\b(?:quar[ae]n?t\w*|quaren\w*|qurantin\w*|karantin\w*|isolat\w*|self-isolat\w*|"
    r"lock(?:ed)? ?down)"
)
DENTAL = re.compile(r"\b(?:dental\w*|dentist\w*|dentures?)\b|" + AMOUNT_CUES["dental"])
MEDICAL = re.compile(f"{AMOUNT_CUES['hospital']}|{AMOUNT_CUES['medical']}")

PERSON = (
    r"(?:colleagues?|co-?workers?|students?|travell?ers?|friends?|person|wife|husband|partner|"
    r"spouse|supervisor|boss|professor|postdoc|intern|roommate|labmate|teammate|mate|advisor|"
    r"mentor|resident|fellow|classmate|buddy|guy|assistant)"
)
OTHER_PERSON = re.compile(
    r"(?:^|\b(?:and|also|now|plus|then|same|what about|how about|for|about|if) )"
    r"(?:for |about |with |if |it is for |it'?s for )?"
    rf"(?:my|our|his|her|the|a) (?:other |second |next )?{PERSON}\b|"
    rf"\b(?:the other|another|one more|a second|a different) {PERSON}\b|"
    r"\b(?:and|for) (?:him|her|them)\b|\b(?:someone|somebody) else\b"
)
SAME = re.compile(r"\b(?:same|identical|likewise)\b")
TOO = re.compile(r"\b(?:too|also|as well)\b")
FOLLOW_UP = re.compile(
    r"^(?:ok(?:ay)?|so|hm+|right|thanks|thx|great|cool|alright|no|yes|well|oh|ah)?[ ,.!]*"
    r"(?:and|but|or|what if|what about|what for|what would|what will|how about|if|make (?:it|"
    r"that)|change|now|then|"
    r"instead|with|without|suppose|say|assume|same|let'?s say|imagine|in case|actually|sorry|"
    r"correction|wait|i meant?|it'?s|it was|try|whatif|wat if|forget|ignore|drop|remove|also|plus|"
    r"only|rather|should|were it|had it|my insurance|other)\b"
)
CORRECTION = re.compile(
    r"\b(?:no|nope|sorry|wait|i mean|i meant|actually|scratch that|make that|correction|rather|"
    r"oops|"
    r"instead|pardon|typo|should be|but it'?s|but it is|but now)\b|\*"
)
DROPPED = re.compile(
    r"(?:\bnot|\binstead of|\brather than|\bno longer|\bisn'?t|\bwasn'?t)(?: the)?[ ~]*$"
)
CHANGED_FROM = re.compile(
    r"\b(?:change|changed|raise|raised|lower|lowered|increase|increased|went|dropped|drop|"
    r"reduce)\w*"
    r"(?: \w+){0,3} from[ ~]*$"
)

PREAUTHORIZATION = (
    r"(?:pre[- ]?auth\w*|preauth\w*|pre[- ]?approv\w*|pre[- ]?certif\w*|prior (?:auth\w*|"
    r"approv\w*)|"
    r"authori[sz]\w*|approv\w*|go[- ]ahead|permission|ok(?:ay)? from (?:isos|umb|international)|"
    r"cleared (?:by|with) (?:isos|umb|international))"
)
IS_ASKED = re.compile(
    rf"\b(?:do|does|did|must|should|shall|will|would|need|needs|needed|have|has|how|who|where|"
    rf"when|can|"
    rf"required?|is|are|am)\b(?! not|n'?t)[^.?!,;]*{PREAUTHORIZATION}[^.?!]*\?|"
    rf"\b(?:how (?:do|can|to)|who|where|when do|need(?:s|ed)? (?:a |to be |to get |the )?|"
    rf"must(?: it| i)?"
    rf" (?:be )?|require[sd]? (?:a )?|ask(?:ed)? for (?:a |the )?|wait\w* for (?:a |the )?|"
    rf"get(?:ting)? (?:a |the |an )?(?=[^.]*\?)){PREAUTHORIZATION}"
)
HYPOTHESIS = re.compile(
    r"\b(?:what if|if|suppose|assum\w+|say|without|in case|what about|how about)\b"
)
NOT_PREAUTHORIZED = re.compile(
    rf"\b(?:not|no|non|never|without|wasn'?t|isn'?t|weren'?t|aren'?t|hasn'?t|haven'?t|hadn'?t|"
    rf"didn'?t|"
    rf"don'?t|nobody|no one|nothing|un|lack(?:ed|ing)?|forgot|neither|none)\b"
    rf"[^.?!;\d]{{0,40}}?\b{PREAUTHORIZATION}|\b(?:denied|refused)\b"
    rf"[^.?!;,\d]{{0,40}}?\b{PREAUTHORIZATION}|\bun(?:authori[sz]|approv)\w+|"
    rf"{PREAUTHORIZATION}[^.?!;\d]{{0,20}}\b(?:was|is|were) (?:not|never|denied|refused|"
    rf"missing)\b|"
    rf"{PREAUTHORIZATION} (?:denied|refused|missing)\b"
)
IS_PREAUTHORIZED = re.compile(
    rf"\b(?:was|were|is|are|has been|have been|had been|got|get|had|have|with|already|it'?s|all|"
    rf"gave|"
    rf"given|received|obtained|fully|isos|umb|sos|been|"
    rf"they)\b[^.?!;\d]{{0,25}}?\b{PREAUTHORIZATION}|"
    r"(?:^|[,;.(] ?|\band )pre-? ?(?:auth|approv)\w*ed\b|"
    rf"^{PREAUTHORIZATION}$|\b{PREAUTHORIZATION} (?:was|is) (?:given|granted|there|in place|done)"
)
NO_EMERGENCY_CARE = re.compile(
    r"\b(?:not|no|isn'?t|wasn'?t|non)\b[ -](?:\w+ ){0,2}?(?:emergency|emergencies|urgent|"
    r"an accident)\b|"
    r"\bnon-?(?:emergency|urgent)\b|\b(?:routine|elective|cosmetic|preventive|preventative)\b|"
    r"\b(?:regular|planned|scheduled|yearly|annual|ordinary|normal) "
    r"(?:cleaning|check-?ups?|visit|appointment|dentist|dental|care|exam\w*|treatment)\b|"
    r"\bcheck-?ups?\b|\bteeth cleaning\b|\b(?:a|the|tooth|dental|for) cleaning\b|\bwhitening\b|"
    r"\bbleaching\b|"
    r"\bveneers?\b|\bbraces\b|\binvisalign\b"
)
EMERGENCY_CARE = re.compile(
    r"\b(?:an|it'?s|was|is|were|dental|the|real|true|in an|as) (?:\w+ )?(?:emergency|urgent)\b|"
    r"\bemergency (?:dental|dentist|care|treatment|visit|root|extraction|filling)\b|\burgent\b"
)
UNKNOWN = re.compile(
    r"\b(?:(?:do not|don'?t|dont|doesn'?t|does not|didn'?t|cannot|can'?t|cant|won'?t|couldn'?t) "
    r"(?:really |yet |exactly |actually )?(?:know|no|say|tell|remember|recall|guess)|dunno|"
    r"not (?:really |too |quite |so |yet )?(?:sure|certain|known|clear|decided)|no (?:idea|clue)|"
    r"idk|"
    r"idc|unknown|unsure|unclear|hard to say|who knows|it depends|depends|haven'?t (?:been told|"
    r"decided)|nobody (?:knows|told|tells|can)|not (?:been )?told|tbd|tba|not yet|open[- ]?ended|"
    r"indefinite\w*|no end date|several|a few|some nights|some days|no one knows)\b|"
    r"^until (?:i|we|she|he|they|the)\b|^(?:skip|pass|whatever|\?+)$"
)
UNKNOWN_NIGHTS = re.compile(
    r"\b(?:don'?t|dont|do not|didn'?t|not|no|nobody|unknown|unsure|unclear|dunno|idk|"
    r"without knowing|"
    r"can'?t|cannot|haven'?t)\b[^.?!]{0,40}\b(?:how (?:many (?:nights?|nites?|days|weeks)|long)|"
    r"number of (?:nights|days)|when (?:i|we|they|she|he)(?:'?ll)? (?:can |will |could |get |be )?"
    r"(?:leave|get out|released|go|allowed))"
)
FREE = re.compile(
    r"^\W*(?:(?:it'?s|its|it is|was|for) )?(?:free|nothing|no cost|complimentary|nil|nada|zip)\b"
)
PER_NIGHT = re.compile(
    r"\b(?:per|a|each|one|every|the|1|for one|for a) (?:night|nite|day)\b|\bnightly\b|\bdaily\b|"
    r"\beach\b|"
    r"\bper[- ]night\b|^(?:night|nights|day|the first|first|one)$|\brate\b"
)
IN_ALL = re.compile(
    r"\b(?:in total|total|in all|all|altogether|whole|entire|everything|full|overall|the second|"
    r"second|the stay|"
    r"all in|complete|sum)\b"
)
INSURANCE_PAYS_NOTHING = re.compile(
    r"\b(?:insurance|insurer|plan|policy|coverage)\b[^.?!\d]{0,30}\b(?:nothing|zero|not (?:pay|"
    r"cover)|"
    r"won'?t (?:pay|cover)|doesn'?t (?:pay|cover)|does not (?:pay|cover)|denied|refused|refuses|"
    r"rejected|"
    r"0)\b(?! (?:dental|abroad for))|\b(?:no|without any|don'?t have (?:an?y? )?|have no|has no|"
    r"got no|"
    r"not have (?:an?y? )?)(?: ?(?:other|health|private|personal|own|primary))* ?(?:insurance|"
    r"insurer)\b|\buninsured\b"
)
INSURANCE_PAYS_ALL = re.compile(
    r"\b(?:insurance|insurer|plan|policy)\b[^.?!\d]{0,20}\b(?:pays?|covers?|takes|reimburses?|paid)"
    r" (?:for )?(?:it all|all(?: of it)?|everything|the whole|100 ?%|in full|the full)\b"
    r"(?! (?:but|except|above|over|beyond|minus|bar|apart)\b)"
)
# The limits themselves, not a traveller's costs: "the $2,000 limit", "up to 7 days".
LIMIT_BEFORE = re.compile(
    r"\b(?:limits?|capped|caps?|max(?:imum)?|ceiling|allowance|up to|benefit|cover(?:s|ed|age)?|"
    r"entitled to|"
    r"(?:do|can|will|would) (?:i|we|you) get)(?: (?:is|of|it|me|the|for|at|to|be|by|quarantine|"
    r"dental|about|a|"
    r"total|still|really|only|up|was|are))*[ ~:=]*$"
)
LIMIT_AFTER = re.compile(
    r" ?(?:quarantine |dental |dollars? |total )?(?:limit|cap|max|maximum|ceiling|allowance|"
    r"benefit|rule)\b|"
    r" (?:after|from|since|following|of) (?:the )?(?:quarantine|issu\w+|order|it (?:is|was)|being)"
)
OWN_COSTS = re.compile(
    r"\b(?:i|my|we|our|hotel|room|airbnb|bill|charge[sd]?|paid|stay(?:ed)?|cost me|costs me|"
    r"was there|"
    r"isolat\w+|quarantined)\b"
)
AT = re.compile(
    r"(?:@|\bat|\bx|\*|\btimes)(?: (?:about|around|roughly|only|just|like|a rate of))?[ ~$€£]*$"
)
JOINED = re.compile(r"\b(?:and|plus|then|also|with)\b|[+&,]")
FACTOR = re.compile(r" ?(?:x|\*|times|@|at|nights?|for) ?")
STAYING = re.compile(r"\b(?:needs?|stay\w*|for|spend|spent|another|book\w*|isolate|do)[ ~]*$")
REST_OF_STAY = re.compile(r" (?:more|to go|left|additional|extra)\b")
QUESTION_START = re.compile(
    r"^(?:so|and|but|ok|hi|hello|hey|also)?[ ,]*(?:is|are|am|does|do|did|what|whats|what's|which|"
    r"how|can|"
    r"could|will|would|should|must|when|why|who|where|has|have|was|were)\b(?! if\b| about\b)"
)
QUESTION_INSIDE = re.compile(
    r"\bis (?:that|it|this)\b|\b(?:does|would|will|do) (?:the|that|it|i|we|you)\b|\bwhat (?:is|"
    r"does)\b"
)
QUESTION = re.compile(
    r"^(?:so |and |but |hi |hello |hey )*(?:is|are|does|do|what|whats|which|how|can|will|"
    r"would|when|why)\b|"
    r"\b(?:limits?|caps?|max|maximum)\b"
)
RESULT = re.compile(
    r"\b(?:get|gets|receive|reimbursed?|refund(?:ed)?|covered|myself|out of pocket|you said|"
    r"correct|right)\b"
)
MORE = re.compile(r"\b(?:add|adding|more|extra|additional|another|further|longer|extend\w*)\b")
LESS = re.compile(r"\b(?:minus|subtract|less|fewer|shorter|cheaper|earlier)\b")
