"""Names of places that the gazetteer lacks, and names that are more than one place."""

from __future__ import annotations

# How a country is also called, by its code.
COUNTRY_ALIASES = {
    "AE": "uae, emirates, united arab emirate, the emirates",
    "BA": "bosnia, bosnia herzegovina, herzegovina",
    "BN": "brunei darussalam",
    "CD": (
        "drc, dr congo, dem rep congo, dem rep of congo, democratic republic of congo, "
        "congo democratic republic, congo kinshasa, zaire, rdc, the drc"
    ),
    "CF": "central africa republic",
    "CG": "republic of congo, congo republic, congo brazzaville",
    "CI": "cote d ivoire, cote divoire, cote de ivoire, costa de marfil",
    "CN": "prc, mainland china, peoples republic of china",
    "CV": "cape verde",
    "CZ": "czech republic, czech, czechia republic",
    "DE": "federal republic of germany, deutschland",
    "DM": "dominica island, commonwealth of dominica",
    "DO": "dr, dominican rep, republica dominicana, dominicana, the dominican",
    "EH": "sahrawi",
    "FM": "federated states of micronesia",
    "FK": "falklands, malvinas",
    "FO": "faroes, faeroe islands",
    "GB": "uk, great britain, britain, gb, united kingdom of great britain, england uk",
    "GE": "georgia country, republic of georgia, georgia europe, georgia republic, sakartvelo",
    "GM": "the gambia",
    "GN": "guinea conakry, republic of guinea",
    "GW": "guinea bissau",
    "HK": "hk, hongkong, hong kong sar",
    "IE": "republic of ireland, eire",
    "IR": "islamic republic of iran, persia",
    "IL": "holy land",
    "KP": "dprk",
    "KR": "s korea, republic of korea, korea south",
    "KN": "saint kitts, nevis",
    "LA": "lao, lao pdr",
    "LK": "ceylon, srilanka",
    "MF": "saint martin french",
    "MK": "republic of north macedonia, fyrom",
    "MM": "burma, myanmar burma",
    "MO": "macau, macau sar",
    "MV": "the maldives, maldive islands",
    "NL": "holland, the netherlands, nederland, netherland",
    "NZ": "aotearoa, newzealand",
    "PG": "png, papua",
    "PH": "the philippines, phillipines, philippine, philipines",
    "PS": "palestine, state of palestine, west bank, occupied palestinian territory",
    "RU": "russian federation",
    "SA": "ksa, saudi, kingdom of saudi arabia, saudia",
    "SK": "slovak republic",
    "ST": "sao tome",
    "SV": "salvador el",
    "SY": "syrian arab republic",
    "SZ": "swaziland, kingdom of eswatini",
    "TC": "turks and caicos",
    "TL": "east timor, timor leste",
    "TR": "turkiye",
    "TT": "tobago, trinidad tobago",
    "TW": "republic of china, taiwan roc",
    "TZ": "united republic of tanzania",
    "US": (
        "usa, us, america, the states, united states of america, the us, the usa, stateside, conus"
    ),
    "VA": "vatican city, holy see",
    "VC": "saint vincent",
    "VI": "us virgin islands, usvi, saint croix",
    "VG": "bvi",
    "VN": "viet nam",
    "ZA": "rsa, republic of south africa, s africa, southafrica",
}
# Parts of countries, islands and cities under a name that people use, by the country's code.
AREAS = {
    "AR": "Patagonia",
    "AU": "Tasmania, New South Wales, Queensland, Western Australia, South Australia",
    "AQ": "South Pole, McMurdo",
    "BR": "Rio, Bahia",
    "CA": (
        "Ontario, British Columbia, Alberta, Manitoba, Saskatchewan, Nova Scotia, New Brunswick, "
        "Newfoundland, Prince Edward Island, Yukon, Nunavut, Northwest Territories"
    ),
    "CH": "Davos, Interlaken, Zermatt, Saint Moritz",
    "CL": "Easter Island, Atacama",
    "CN": "Tibet, Yunnan, Sichuan, Guangdong, Hainan, Inner Mongolia, Xinjiang",
    "CR": "Monteverde, Guanacaste",
    "DE": "Bavaria, Saxony, Hesse, Baden-Württemberg",
    "EC": "Galapagos, Galapagos Islands",
    "EG": "Sinai, Sharm El Sheikh",
    "ES": (
        "Mallorca, Majorca, Ibiza, Menorca, Tenerife, Gran Canaria, Lanzarote, Canary Islands, "
        "Catalonia, Andalusia, Basque Country, Galicia"
    ),
    "ET": "Addis",
    "FR": "Corsica, Normandy, Brittany, Provence, French Riviera, Alsace",
    "GB": "England, Scotland, Wales, Northern Ireland, Cornwall, Yorkshire",
    "GR": "Crete, Santorini, Mykonos, Rhodes, Corfu",
    "HN": "Roatán",
    "ID": "Bali, Java, Sumatra, Lombok, Borneo Indonesia, Sulawesi",
    "IN": (
        "Kerala, Gujarat, Rajasthan, Tamil Nadu, Karnataka, Maharashtra, West Bengal, Ladakh, Goa, "
        "Uttar Pradesh, Andhra Pradesh, Telangana, Assam, Himachal Pradesh, Uttarakhand, Sikkim"
    ),
    "IQ": "Iraqi Kurdistan",
    "IT": "Sicily, Sardinia, Tuscany, Lombardy, Umbria, Cinque Terre, Amalfi Coast",
    "JO": "Petra",
    "JP": "Okinawa, Hokkaido, Kyushu",
    "KE": "Mount Kenya, Maasai Mara, Masai Mara",
    "KR": "Jeju",
    "MX": "Yucatán, Baja California, Chiapas, Riviera Maya",
    "MY": "Penang, Sabah, Sarawak, Langkawi",
    "NP": "Everest Base Camp",
    "NO": "Svalbard",
    "PE": "Machu Picchu, Sacred Valley",
    "PH": "Cebu, Luzon, Mindanao, Palawan, Boracay",
    "PL": "Silesia",
    "PT": "Algarve, Azores, Madeira",
    "RU": "Siberia",
    "SO": "Somaliland, Puntland",
    "TZ": "Zanzibar, Kilimanjaro, Serengeti",
    "TH": "Phuket, Koh Samui",
    "TR": "Cappadocia, Anatolia",
    "UA": "Crimea",
    "US": (
        "District of Columbia, DC, NYC, LA, SF, Philly, Bay Area, Silicon Valley, "
        "Long Island, New England, Midwest, Maui, Oahu, Washington DC"
    ),
    "VN": "HCMC",
    "ZA": "Capetown, Joburg, Jozi, KwaZulu-Natal, Western Cape, Eastern Cape, Gauteng",
}
# The parts that people add to a city's name, with the codes that GeoNames gives them.
AREA_CODES = {
    "England": "ENG", "Scotland": "SCT", "Wales": "WLS", "Northern Ireland": "NIR",
    "Alberta": "01", "British Columbia": "02", "Manitoba": "03", "New Brunswick": "04",
    "Newfoundland": "05", "Nova Scotia": "07", "Ontario": "08", "Prince Edward Island": "09",
    "Saskatchewan": "11", "Yukon": "12",
    "New South Wales": "02", "Queensland": "04", "South Australia": "05", "Tasmania": "06",
    "Western Australia": "08",
}  # fmt: skip
# Names that have to be asked back, with what can be meant. Every choice is read as itself.
ASKED_BACK = {
    "alexandria": ("Alexandria, Egypt", "Alexandria, United States"),
    "antigua": ("Antigua and Barbuda", "Antigua Guatemala, Guatemala"),
    "borneo": ("Malaysia", "Indonesia", "Brunei"),
    "columbia": ("Colombia", "Columbia, United States"),
    "congo": ("Democratic Republic of the Congo", "Republic of the Congo"),
    "dominican": ("Dominican Republic", "Dominica"),
    "georgia": ("Georgia (country)", "Georgia, United States"),
    "guinea": ("Guinea (Conakry)", "Guinea-Bissau", "Equatorial Guinea", "Papua New Guinea"),
    "kashmir": ("Kashmir, India", "Kashmir, Pakistan"),
    "korea": ("South Korea", "North Korea"),
    "kurdistan": ("Kurdistan, Iraq", "Kurdistan, Turkey"),
    "macedonia": ("North Macedonia", "Macedonia, Greece"),
    "new guinea": ("Papua New Guinea", "Indonesia"),
    "punjab": ("Punjab, India", "Punjab, Pakistan"),
    "saint martin": ("Saint Martin (French)", "Sint Maarten"),
    "santiago": (
        "Santiago, Chile", "Santiago de los Caballeros, Dominican Republic",
        "Santiago de Compostela, Spain", "Santiago de Cuba, Cuba",
    ),
    "saint petersburg": ("Saint Petersburg, Russia", "Saint Petersburg, United States"),
    "timor": ("Timor-Leste", "Timor, Indonesia"),
    "trinidad": ("Trinidad and Tobago", "Trinidad, Bolivia", "Trinidad, Cuba"),
    "victoria": (
        "Victoria, Canada", "Victoria, Seychelles", "Victoria, Australia",
    ),
    "virgin islands": ("U.S. Virgin Islands", "British Virgin Islands"),
}  # fmt: skip
# What a city was or is also called, where the gazetteer lacks it or knows a small town only.
CITY_ALIASES = {
    "antananarivo": "tana, tananarive", "dar es salaam": "dar, daressalaam",
    "istanbul": "constantinople",
    "kolkata": "calcutta", "mexico city": "cdmx",
    "ouagadougou": "ouaga", "thessaloniki": "salonica, salonika",
}  # fmt: skip
# The one that people mean although another is not much smaller.
MEANT = {"barcelona": "ES", "vancouver": "CA", "venice": "IT", "kochi": "IN", "bristol": "GB"}
# Read as a place only in capitals: "tell us", "la" and "sf" in a sentence are something else.
ONLY_IN_CAPITALS = frozenset({"us", "la", "dc", "sf", "gb"})
# Counts after the name of a city only, like the code of a state.
ONLY_AFTER_A_CITY = frozenset({"dr"})
# Other names of cities that are in every vocabulary, and no words for anything else.
OTHER_NAMES = frozenset(
    {
        "aarhus", "bangalore", "bombay", "cochin", "cologne", "danzig", "frankfurt", "ghent",
        "hague", "juarez", "kiev", "leon", "madras", "mecca", "milano", "munchen", "mysore",
        "napoli", "peking", "quezon", "roma", "saigon", "seville", "torino", "vegas", "wien",
    }
)  # fmt: skip
MONTHS = frozenset({"march", "may", "june", "august"})
# Given names too: a place only after "to" or "in" or beside a country.
GIVEN_NAMES = frozenset(
    {
        "adelaide", "alexandria", "asuncion", "austin", "carolina", "charlotte", "chester",
        "dallas", "florence", "georgia", "hamilton", "houston", "israel", "jackson", "kingston",
        "leon", "lincoln", "lorraine", "madison", "milan", "orlando", "phoenix", "regina",
        "salvador", "santiago", "savannah", "sofia", "sydney", "valencia", "victoria", "vienna",
        "virginia", "sidney", "roma", "joanna", "judah", "sebastian", "francisco", "lucia", "tara",
        "medina", "cali", "ali", "kim", "juan", "bella", "marina", "montserrat", "dominica",
        "chad", "jordan", "brooklyn", "dakota", "carmel", "catania", "verona", "siena", "ada",
        "dar", "tana",
    }
)  # fmt: skip
# Too large to be a destination: a country or city is asked for.
_REGIONS = (
    "africa, east africa, eastern africa, west africa, western africa, central africa, "
    "southern africa, north africa, sub saharan africa, horn of africa, subsaharan africa, "
    "europe, eastern europe, western europe, central europe, northern europe, southern europe, "
    "europa, the eu, eu, european union, scandinavia, the nordics, nordic countries, the balkans, "
    "balkans, the baltics, baltics, baltic states, benelux, iberia, the alps, alps, "
    "asia, south asia, southeast asia, south east asia, east asia, central asia, the far east, "
    "far east, asia pacific, apac, middle east, the middle east, near east, the gulf, "
    "persian gulf, the levant, mena, the caucasus, caucasus, himalayas, the himalayas, "
    "south america, central america, latin america, north america, americas, the americas, "
    "caribbean, the caribbean, west indies, the andes, the amazon, amazon rainforest, oceania, "
    "polynesia, melanesia, pacific islands, the pacific, mediterranean, the mediterranean, "
    "the sahel, sahel, sahara, abroad, overseas, foreign country, another country, "
    "several countries, multiple countries, different countries, many countries, two countries, "
    "a few countries, outside the us, outside us, outside the usa, out of the country"
)
REGIONS = frozenset(_REGIONS.split(", "))
# Cities that are words: without "to" or "in" before them, or a capital, they are the words.
_WORDS = (
    "of to se un pa ye ho wa bo po la du mo ii time can than most university man same much best "
    "march along come say young central union police god green rest hit gold federal officer bank "
    "bay date deal mine republic roman van airport forest mission male bar temple spring mile "
    "golden goes normal drama reading pop save nice soul split solo rugby semi rich fleet liberal "
    "bell independence roles imperial surprise opportunity bear orange mobile alliance tank buy "
    "wedding sale brick salt begun bush clay metro marks superior monster springs crystal manage "
    "holiday gap fate summit pace hull eagle bow buffalo lion dual liberty enterprise hurricane "
    "horn delta bath pearl thai pen terminus derby acre sandy tours dining retreat reservoir hook "
    "peer cork dome punch queens oral sake boom bend batman manga paradise butterfly genes jam "
    "fountain savage hub lens plantation lone rose roses dig swords mentor hire highland woodland "
    "providence para bra paramount plaque anthem midway midland saga sparks vicar tire vista "
    "boulder mascot tunes lime hale sunrise shone sedan vine borne turbo humble mesa goes coin "
    "bury worms ware hail evergreen colon parole mage tango shoreline annex meridian dire mustang "
    "lend vineyard elk barking manly hem defiance magna seaside shaping hue pest rye horde banning "
    "plum cypress keystone cocoa orchards limo lids posse butte bam mango tame mach canning logos "
    "plunge stains pickering pristine vulcan kant archway hickory uptown este wheeling made date "
    "moment travel work visit help mark frank grant will gay love lady king asia price major key "
    "may june august sun sat see beach lake river island page well wells long short due ban ash "
    "opera open home star sharp flower mountain harbor harbour port ford field hill mills rock "
    "stone wood court center centre village town city north south east west turkey chad jordan "
    "jersey chili polish male sari para plan ulm dover troy bale aurora carol"
)
WORDS = frozenset(_WORDS.split())
