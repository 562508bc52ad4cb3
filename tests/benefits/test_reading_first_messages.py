"""The message that begins a quarantine calculation: what it says is taken, whatever the words."""

from __future__ import annotations

import datetime
from collections.abc import Callable

import pytest

from bot.benefits.claim import Claim
from bot.benefits.reading import read_claim

TODAY = datetime.date(2026, 11, 24)
QUARANTINE = Claim(benefit="quarantine")


@pytest.mark.parametrize(
    ("message", "said"),
    [
        ("two hundred and ten a night for twelve nights", "daily_cost=210.00 USD; nights=12"),
        ("2.5k in total, 10 days", "total_cost=2500.00 USD; nights=10"),
        ("1,800.50 total", "total_cost=1800.50 USD"),
        ("hotel bill of 1.800,50 € for 5 nights", "total_cost=1800.50 EUR; nights=5"),
        ("USD 1,200 for 5 nights", "total_cost=1200.00 USD; nights=5"),
        ("210 bucks a night, a fortnight", "daily_cost=210.00 USD; nights=14"),
        ("$210/night two weeks", "daily_cost=210.00 USD; nights=14"),
        (
            "210 per night from 3 to 15 March",
            "daily_cost=210.00 USD; stay_from=2026-03-03; stay_until=2026-03-15",
        ),
        (
            "issued on 3 May, I was there 2 to 14 May, 210 a night",
            "daily_cost=210.00 USD; issued_on=2026-05-03; stay_from=2026-05-02; "
            "stay_until=2026-05-14",
        ),
        ("a week and a half at 150", "daily_cost=150.00 USD; nights=10-11"),
        ("5 nites @ 120 each", "daily_cost=120.00 USD; nights=5"),
        ("210pn 12 nts", "daily_cost=210.00 USD; nights=12"),
        ("3300 eur for 10 days", "total_cost=3300.00 EUR; nights=10"),
        (
            "The hotel charges 210 a night and I have to isolate 6 more nights. Will that be "
            "covered?",
            "daily_cost=210.00 USD; nights=6",
        ),
        ("150 to 200 a night for 10-12 nights", "daily_cost=150.00-200.00 USD; nights=10-12"),
        ("210 a night plus 40 for food a day, 5 nights", "daily_cost=250.00 USD; nights=5"),
        ("1200 hotel and 300 food for 5 nights", "total_cost=1500.00 USD; nights=5"),
        ("20000 yen a night for 10 nights", "daily_cost=20000.00 JPY; nights=10"),
        ("2000 mexican pesos a night 5 nights", "daily_cost=2000.00 MXN; nights=5"),
        ("i am in mexico, 2000 pesos a night 5 nights", "daily_cost=2000.00 MXN; nights=5"),
        ("hotel $600 for 5 nights", "total_cost=600.00 USD; nights=5"),
        ("hotel $210 12 nights", "daily_cost=210.00 USD; nights=12"),
        ("quarantine hotel is 1500, stayed 6 nights", "total_cost=1500.00 USD; nights=6"),
        ("900 a week for 2 weeks", "total_cost=1800.00 USD; nights=14"),
        ("5 nights at 150 then 5 nights at 180", "total_cost=1650.00 USD; nights=10"),
        ("210, no wait 220 a night for 12 nights", "daily_cost=220.00 USD; nights=12"),
        ("12 nights, sorry 13, at 210", "daily_cost=210.00 USD; nights=13"),
        ("i don't know how many nights, 210 a night", "daily_cost=210.00 USD; nights=1+"),
        ("12 x 210", "daily_cost=210.00 USD; nights=12"),
        ("12 nights x $210", "daily_cost=210.00 USD; nights=12"),
        ("between 100 and 150 bucks nightly for 8 days", "daily_cost=100.00-150.00 USD; nights=8"),
        ("hotel: 180/night, nights: 9", "daily_cost=180.00 USD; nights=9"),
        ("my phone is 410-706-1234, 9 nights, 180 a night", "daily_cost=180.00 USD; nights=9"),
        ("3 May 2026, 5 nights, $200 a night", "daily_cost=200.00 USD; nights=5"),
        ("quarantined in seoul 9 nights because of measles, who pays", "nights=9"),
        ("14 day quarantine, does insurance pay all of it", "nights=14"),
        (
            "quarantine 9 nights 1800 total, not pre-authorized",
            "total_cost=1800.00 USD; nights=9; is_preauthorized=False",
        ),
        ("C$300 a night, 5 nights", "daily_cost=300.00 CAD; nights=5"),
        (
            "210 a night plus 300 for tests, 5 nights",
            "daily_cost=210.00 USD; extra_costs=300.00 USD; nights=5",
        ),
        (
            "my hotel wants 95 quid per night & i gotta stay 11 days",
            "daily_cost=95.00 GBP; nights=11",
        ),
        ("cost 1500usd total 8days", "total_cost=1500.00 USD; nights=8"),
        ("total $2,000 for 7 nights", "total_cost=2000.00 USD; nights=7"),
        ("$2000 for 7 nights", "total_cost=2000.00 USD; nights=7"),
        ("900 euros (about 1000 dollars) for 6 nights", "total_cost=1000.00 USD; nights=6"),
        (
            "stuck till friday, 100 a night",
            "daily_cost=100.00 USD; stay_from=2026-11-24; stay_until=2026-11-27",
        ),
        (
            "6 nights starting tomorrow at 90",
            "daily_cost=90.00 USD; stay_from=2026-11-25; nights=6",
        ),
        ("hotel 100 a night, dont know how long", "daily_cost=100.00 USD; nights=1+"),
        (
            "tested positive, isolating 10 days, airbnb 85/night + 25/day meals",
            "daily_cost=110.00 USD; nights=10",
        ),
        (
            "they locked me in hotel 11 days cost 95 each night wat do i get back",
            "daily_cost=95.00 USD; nights=11",
        ),
        (
            "yo so the hotel is like 130 bucks/night n im stuck for 9 nites lol how much u "
            "guys cover",
            "daily_cost=130.00 USD; nights=9",
        ),
        (
            "Hello, I am visiting scholar, my quarantine hotel price is 85 euro for one night, "
            "I must stay 14 nights. How much will pay the insurance?",
            "daily_cost=85.00 EUR; nights=14",
        ),
        (
            "Dear Global Hub, our traveler was placed under a quarantine order on 2 November "
            "2026 and remained at the Marriott until 13 November 2026 at a nightly rate of USD "
            "189.00. Please advise on the reimbursable amount.",
            "daily_cost=189.00 USD; issued_on=2026-11-02; stay_until=2026-11-13",
        ),
        ("quarantine 10 nights 150 usd how much", "daily_cost=150.00 USD; nights=10"),
        (
            "how much do I get back for 9 nights of quarantine at $310?",
            "daily_cost=310.00 USD; nights=9",
        ),
        ("isolation hotel cost 2,450 for 11 nights", "total_cost=2450.00 USD; nights=11"),
        (
            "We had to isolate for 8 days, hotel 120/night, food about 30/day. what's covered?",
            "daily_cost=150.00 USD; nights=8",
        ),
        (
            "Quarantine order 5 Nov, hotel 5 Nov - 17 Nov, 140 GBP a night",
            "daily_cost=140.00 GBP; issued_on=2026-11-05; stay_from=2026-11-05; "
            "stay_until=2026-11-17",
        ),
        (
            "covid positive in tokyo, 12000 yen a night for 10 nights",
            "daily_cost=12000.00 JPY; nights=10",
        ),
        ("calculate quarantine: 210 x 12", "daily_cost=210.00 USD; nights=12"),
        (
            "If the hotel is 400 a night and quarantine lasts 10 nights, what do I pay myself?",
            "daily_cost=400.00 USD; nights=10",
        ),
        ("what would I pay for 6 nights at 500 each?", "daily_cost=500.00 USD; nights=6"),
        ("my postdoc is stuck 10 days in a 160$/night hotel", "daily_cost=160.00 USD; nights=10"),
        ("hotel costs 1,960 for the whole 14 nights", "total_cost=1960.00 USD; nights=14"),
        ("14 nights, $1,960 altogether", "total_cost=1960.00 USD; nights=14"),
        ("12n@210", "daily_cost=210.00 USD; nights=12"),
        ("210 per nite, dunno how many nites yet", "daily_cost=210.00 USD; nights=1+"),
        (
            "I paid 75 a night for 3 nights then moved to a hotel at 120 a night for 5 nights",
            "total_cost=825.00 USD; nights=8",
        ),
        ("7 nights at $285.71", "daily_cost=285.71 USD; nights=7"),
        ("7 nights at $285.72", "daily_cost=285.72 USD; nights=7"),
        (
            "hotel 200/n, 7n, issued 1 nov 2026, there from 3 nov",
            "daily_cost=200.00 USD; issued_on=2026-11-01; stay_from=2026-11-03; nights=7",
        ),
        ("The bill is $3,000 for a 15-night stay", "total_cost=3000.00 USD; nights=15"),
        ("100 dollars a night for two people, 6 nights", "daily_cost=100.00 USD; nights=6"),
        (
            "three weeks of quarantine at ninety-five dollars per day",
            "daily_cost=95.00 USD; nights=21",
        ),
        (
            "my room is $89.99 plus 12.5% tax per night for 9 nights",
            "daily_cost=101.24 USD; nights=9",
        ),
        ("room $90 + $11 tax per night, 9 nights", "daily_cost=101.00 USD; nights=9"),
        ("R1500 a night in cape town 6 nights", "daily_cost=1500.00 ZAR; nights=6"),
        (
            "i had to stay an extra 6 nights because of quarantine, the hotel was $150 each",
            "daily_cost=150.00 USD; nights=6",
        ),
        (
            "extended my stay by 5 days bc of quarantine, cost me 800 total",
            "total_cost=800.00 USD; nights=5",
        ),
        ("hotel: 5 x 160 = 800", "daily_cost=160.00 USD; total_cost=800.00 USD; nights=5"),
        (
            "what if my quarantine lasts ten days and costs one hundred and eighty dollars per day",
            "daily_cost=180.00 USD; nights=10",
        ),
        (
            "in quarantine since 10 november, hotel is 110 usd per night",
            "daily_cost=110.00 USD; issued_on=2026-11-10",
        ),
        (
            "I have been told to quarantine for fourteen days in a facility that charges $175 "
            "per day including meals",
            "daily_cost=175.00 USD; nights=14",
        ),
        ("room 412, 7 nights, 99/night", "daily_cost=99.00 USD; nights=7"),
        ("my flight UA123 left without me, 6 nights at 88", "daily_cost=88.00 USD; nights=6"),
        (
            "arrived 2026-11-01 left 2026-11-10, 110/night",
            "daily_cost=110.00 USD; stay_from=2026-11-01; stay_until=2026-11-10",
        ),
        (
            "11/1 to 11/10 at 110 per night",
            "daily_cost=110.00 USD; stay_from=2026-11-01; stay_until=2026-11-10",
        ),
        (
            "1-10 november, 110 per night",
            "daily_cost=110.00 USD; stay_from=2026-11-01; stay_until=2026-11-10",
        ),
        (
            "nov 1 thru nov 10 $110 nightly",
            "daily_cost=110.00 USD; stay_from=2026-11-01; stay_until=2026-11-10",
        ),
        (
            "quarantine was issued on the 3rd of november and i stayed till the 15th, 100 a night",
            "daily_cost=100.00 USD; issued_on=2026-11-03; stay_until=2026-11-15",
        ),
        ("only 2 nights, 60 each", "daily_cost=60.00 USD; nights=2"),
        ("a night costs 120 and i need 8", "daily_cost=120.00 USD; nights=8"),
        ("120 for 1 night, 8 nights", "daily_cost=120.00 USD; nights=8"),
        ("I was quarantined for 10 days. who pays", "nights=10"),
        ("quarantine hotel USD 95.50/night x 13 nights", "daily_cost=95.50 USD; nights=13"),
        ("how much will umb reimburse for 13 nights at $95.50?", "daily_cost=95.50 USD; nights=13"),
        ("hotel is 1,2k for 8 nights", "total_cost=1200.00 USD; nights=8"),
        ("1200$ 8 nights", "total_cost=1200.00 USD; nights=8"),
        ("8 nights,1200$", "total_cost=1200.00 USD; nights=8"),
        ("8 nights = 1200", "total_cost=1200.00 USD; nights=8"),
        ("i paid 1200 for 8 nights", "total_cost=1200.00 USD; nights=8"),
        ("i paid 150 for 8 nights", "daily_cost=150.00 USD; nights=8"),
        ("$150 for 8 nights", "daily_cost=150.00 USD; nights=8"),
        ("paid 150 each night 8 nights", "daily_cost=150.00 USD; nights=8"),
        ("i'm paying 140 a day here, been 5 days, 4 to go", "daily_cost=140.00 USD; nights=9"),
        ("my isolation costs 140/day & lasts 10d", "daily_cost=140.00 USD; nights=10"),
        ("160 x 9", "daily_cost=160.00 USD; nights=9"),
        ("160*9", "daily_cost=160.00 USD; nights=9"),
        ("9 * 160", "daily_cost=160.00 USD; nights=9"),
        ("9x160 quarantine", "daily_cost=160.00 USD; nights=9"),
        ("nine nights at one sixty", "daily_cost=160.00 USD; nights=9"),
        ("nine nights at one hundred sixty dollars", "daily_cost=160.00 USD; nights=9"),
        ("a hundred dollars a night for a fortnight", "daily_cost=100.00 USD; nights=14"),
        ("50 quid a night, a fortnight", "daily_cost=50.00 GBP; nights=14"),
        ("it costs £75 pppn for 10 nights", "daily_cost=75.00 GBP; nights=10"),
        ("CHF 180 per night, 9 nights", "daily_cost=180.00 CHF; nights=9"),
        ("180 swiss francs per night, 9 nights", "daily_cost=180.00 CHF; nights=9"),
        (
            "180 francs per night, 9 nights in Geneva, Switzerland",
            "daily_cost=180.00 CHF; nights=9",
        ),
        ("1000 kroner a night in norway for 8 nights", "daily_cost=1000.00 NOK; nights=8"),
        ("1000 NOK per night 8 nights", "daily_cost=1000.00 NOK; nights=8"),
        ("NOK1000 per night 8 nights", "daily_cost=1000.00 NOK; nights=8"),
        ("15000 won a night for 9 nights", "daily_cost=15000.00 KRW; nights=9"),
        ("150,000 won a night in Seoul, 9 nights", "daily_cost=150000.00 KRW; nights=9"),
        ("₹4500 a night for 10 nights", "daily_cost=4500.00 INR; nights=10"),
        ("Rs. 4,500 per night for 10 nights in India", "daily_cost=4500.00 INR; nights=10"),
        ("฿2500 a night, 10 nights", "daily_cost=2500.00 THB; nights=10"),
        ("2500 baht, 10 nights", "daily_cost=2500.00 THB; nights=10"),
        ("500 rmb a night 10 nights", "daily_cost=500.00 CNY; nights=10"),
        ("500 yuan per night, 10 nights", "daily_cost=500.00 CNY; nights=10"),
        ("S$200 a night, 10 nights", "daily_cost=200.00 SGD; nights=10"),
        ("AUD 200 per night, 10 nights", "daily_cost=200.00 AUD; nights=10"),
        ("200 aussie dollars a night 10 nights", "daily_cost=200.00 AUD; nights=10"),
        ("500 reais a night, 10 nights", "daily_cost=500.00 BRL; nights=10"),
        ("600 ringgit per night 10 nights", "daily_cost=600.00 MYR; nights=10"),
        ("300 zloty a night 10 nights", "daily_cost=300.00 PLN; nights=10"),
        ("20,000 HUF a night 10 nights", "daily_cost=20000.00 HUF; nights=10"),
        ("1.2 million rupiah a night for 9 nights", "daily_cost=1200000.00 IDR; nights=9"),
        ("1,200,000 IDR a night for 9 nights", "daily_cost=1200000.00 IDR; nights=9"),
        ("$200 canadian a night for 9 nights", "daily_cost=200.00 CAD; nights=9"),
        ("200 dollars canadian a night, 9 nights", "daily_cost=200.00 CAD; nights=9"),
        (
            "hotel: 120/night; food: 35/day; taxi: 60; 9 nights",
            "daily_cost=155.00 USD; extra_costs=60.00 USD; nights=9",
        ),
        ("120 room + 35 food per day for 9 days", "daily_cost=155.00 USD; nights=9"),
        ("120 for the room and 35 for food per day, 9 days", "daily_cost=155.00 USD; nights=9"),
        ("total hotel cost was 1,080 and food was 315, 9 days", "total_cost=1395.00 USD; nights=9"),
        ("hotel 1080, food 315, 9 days", "total_cost=1395.00 USD; nights=9"),
        ("hotel $1,080 plus $315 for meals over 9 nights", "total_cost=1395.00 USD; nights=9"),
        ("$1,395 all in for 9 nights", "total_cost=1395.00 USD; nights=9"),
        ("all up it was 1395 for 9 nights", "total_cost=1395.00 USD; nights=9"),
        ("it came to 1395 for the nine nights", "total_cost=1395.00 USD; nights=9"),
        ("they billed me 1395, 9 nights", "total_cost=1395.00 USD; nights=9"),
        (
            "Stayed May 3 - May 14, 2026 at $189/night",
            "daily_cost=189.00 USD; stay_from=2026-05-03; stay_until=2026-05-14",
        ),
        (
            "Stayed 5/3-5/14 at $189/night",
            "daily_cost=189.00 USD; stay_from=2026-05-03; stay_until=2026-05-14",
        ),
        (
            "from the 3rd to the 14th of May at 189 a night",
            "daily_cost=189.00 USD; stay_from=2026-05-03; stay_until=2026-05-14",
        ),
        (
            "check in 3 May check out 14 May 189/night",
            "daily_cost=189.00 USD; stay_from=2026-05-03; stay_until=2026-05-14",
        ),
        (
            "checked in on May 3 and checked out on May 14. Rate 189.",
            "daily_cost=189.00 USD; stay_from=2026-05-03; stay_until=2026-05-14",
        ),
        (
            "quarantine order dated 2 May; stay 3-14 May; 189 per night",
            "daily_cost=189.00 USD; issued_on=2026-05-02; stay_from=2026-05-03; "
            "stay_until=2026-05-14",
        ),
        (
            "Order issued: 2 May 2026. Check-in: 3 May 2026. Check-out: 14 May 2026. Rate: USD "
            "189.",
            "daily_cost=189.00 USD; issued_on=2026-05-02; stay_from=2026-05-03; "
            "stay_until=2026-05-14",
        ),
        (
            "I got the order on Nov 2 and left Nov 13, 110 a night",
            "daily_cost=110.00 USD; issued_on=2026-11-02; stay_until=2026-11-13",
        ),
        (
            "I was quarantined Nov 2-13, $110 nightly",
            "daily_cost=110.00 USD; stay_from=2026-11-02; stay_until=2026-11-13",
        ),
        (
            "since Nov 2 I am in quarantine, 110 a night, until Nov 30",
            "daily_cost=110.00 USD; stay_from=2026-11-02; stay_until=2026-11-30",
        ),
        (
            "i must stay from today until dec 4, 110 a night",
            "daily_cost=110.00 USD; stay_from=2026-11-24; stay_until=2026-12-04",
        ),
        (
            "quarantine ends dec 4, 110 a night, started yesterday",
            "daily_cost=110.00 USD; issued_on=2026-11-23; stay_until=2026-12-04",
        ),
        ("it's 10 more days, 110 a day", "daily_cost=110.00 USD; nights=10"),
        ("ten days more", "nights=10"),
        ("up to 14 nights at 90", "daily_cost=90.00 USD; nights=1-14"),
        ("at least 10 nights at 90", "daily_cost=90.00 USD; nights=10+"),
        ("between one and two weeks at 90", "daily_cost=90.00 USD; nights=7-14"),
        ("1-2 weeks at 90 a night", "daily_cost=90.00 USD; nights=7-14"),
        ("a week or two, 90 a night", "daily_cost=90.00 USD; nights=7-14"),
        ("5 or 6 nights at 90", "daily_cost=90.00 USD; nights=5-6"),
        ("about ten nights, about 90 each", "daily_cost=90.00 USD; nights=10"),
        ("roughly 90ish per night for approx 10 nights", "daily_cost=90.00 USD; nights=10"),
        ("~90/night ~10 nights", "daily_cost=90.00 USD; nights=10"),
        ("not 12 nights but 10 at 90", "daily_cost=90.00 USD; nights=10"),
        ("90 a night, no sorry 95, for 10 nights", "daily_cost=95.00 USD; nights=10"),
        ("i said 90 but it's 95 a night, 10 nights", "daily_cost=95.00 USD; nights=10"),
        (
            "10 nights. 90 per night. not preauthorized",
            "daily_cost=90.00 USD; nights=10; is_preauthorized=False",
        ),
        (
            "10 nights, 90 per night, preauthorized by isos",
            "daily_cost=90.00 USD; nights=10; is_preauthorized=True",
        ),
        (
            "ISOS approved it. 10 nights 90 each",
            "daily_cost=90.00 USD; nights=10; is_preauthorized=True",
        ),
        ("do i need approval for 10 nights at 90?", "daily_cost=90.00 USD; nights=10"),
        (
            "what if nobody pre-authorized my 10 nights at 90",
            "daily_cost=90.00 USD; nights=10; is_preauthorized=False",
        ),
        (
            "900 total 10 nights without preauth",
            "total_cost=900.00 USD; nights=10; is_preauthorized=False",
        ),
    ],
)
def test_everything_in_one_message_is_taken(
    message: str, said: str, as_text: Callable[[Claim], str]
) -> None:
    reading = read_claim(message, QUARANTINE, asked=None, today=TODAY)
    assert as_text(reading.claim) == said
    assert reading.problem is None
    assert not reading.is_empty


@pytest.mark.parametrize(
    ("message", "code", "said"),
    [
        (
            "8 lakh rupees for 12 nights",
            "ambiguous_currency",
            "nights=12; unclear_cost=800000.00 INR/LKR/MUR/NPR/PKR/SCR ?",
        ),
        ("a million a night", "absurd_cost", ""),
        ("4,000 nights at 100", "absurd_nights", "daily_cost=100.00 USD"),
        ("0 nights", "zero_nights", ""),
        ("-5 nights at 100", "negative", "daily_cost=100.00 USD"),
        ("210 a night for 12 nights, total 3000", "total_mismatch", "nights=12"),
        ("from 14 May to 2 May at 100 a night", "leaves_before_arriving", "daily_cost=100.00 USD"),
        ("5000 kenyan shillings a night, 5 nights", "no_rate", "nights=5"),
        (
            "2000 pesos a night 5 nights",
            "ambiguous_currency",
            "nights=5; unclear_cost=2000.00 ARS/CLP/COP/CUP/DOP/MXN/PHP/UYU daily_cost",
        ),
        ("hotel $900, 5 nights", "unclear_cost", "nights=5; unclear_cost=900.00 USD ?"),
        ("quarantine hotel costs 210", "unclear_cost", "unclear_cost=210.00 USD ?"),
        (
            "Quarantine in Nairobi, 9000 shillings per night for 8 nights",
            "ambiguous_currency",
            "nights=8; unclear_cost=9000.00 KES/SOS/TZS/UGX daily_cost",
        ),
        ("Quarantine in Kampala for 8 nights, 300000 UGX per night", "no_rate", "nights=8"),
        ("5 days extra, 800 dollars", "unclear_cost", "nights=5; unclear_cost=800.00 USD ?"),
        ("45 thousand naira a night, 10 nights", "no_rate", "nights=10"),
        (
            "200 dinars a night for 9 nights",
            "ambiguous_currency",
            "nights=9; unclear_cost=200.00 BHD/DZD/IQD/JOD/KWD/LYD/RSD/TND daily_cost",
        ),
        (
            "200 riyals a night for 9 nights",
            "ambiguous_currency",
            "nights=9; unclear_cost=200.00 QAR/SAR daily_cost",
        ),
        ("hotel 100 euros/night, 20 dollars/day food, 5 nights", "mixed_currencies", "nights=5"),
    ],
)
def test_what_cannot_be_right_or_clear_is_not_taken_and_the_rest_is(
    message: str, code: str, said: str, as_text: Callable[[Claim], str]
) -> None:
    reading = read_claim(message, QUARANTINE, asked=None, today=TODAY)
    assert reading.problem is not None
    assert reading.problem.code == code
    assert as_text(reading.claim) == said
    assert not reading.is_empty


@pytest.mark.parametrize(
    "message",
    [
        "is it $2,000 or 7 days",
        "is the limit 2000",
        "7 days quarantine",
        "2000 quarantine",
        "is it two thousand dollars in total or per day for quarantine, and does it stop after "
        "a week",
        "Does the $2,000 cap apply per day?",
        "is the quarantine max 2000 dollars or 7 days whichever comes first",
    ],
)
def test_a_question_about_the_limits_themselves_is_left_to_the_documents(message: str) -> None:
    reading = read_claim(message, QUARANTINE, asked=None, today=TODAY)
    assert reading.mentions_only_limits
    assert reading.is_empty
    assert reading.claim == QUARANTINE


@pytest.mark.parametrize(
    "message",
    [
        "quarantine",
        "does umb cover quarantine",
        "we need 10 rooms",
        "can I get more than 2000",
        "does quarantine cover food",
        "how do i get quarantine reimbursed",
    ],
)
def test_a_message_without_costs_and_nights_says_nothing(message: str) -> None:
    reading = read_claim(message, QUARANTINE, asked=None, today=TODAY)
    assert reading.is_empty
    assert not reading.mentions_only_limits
