"""What the tests of the Rasa components share."""

from __future__ import annotations

from pathlib import Path

import pytest
from rasa.engine.graph import ExecutionContext, GraphSchema
from rasa.engine.storage.local_model_storage import LocalModelStorage

from bot.embedding import SentenceEmbedding, load_embedding
from bot.emergencies.kinds import Kind
from bot.nlu.emergency_model import EmergencyExample, EmergencyModel

EMERGENCIES: dict[tuple[Kind, str], list[str]] = {
    ("medical", "en"): [
        "my friend is unconscious and does not breathe",
        "she is bleeding and we cannot stop it",
        "he has a seizure right now, help",
        "my student collapsed and is not waking up",
    ],
    ("arrest", "en"): [
        "the police have arrested me",
        "I am held at the police station and they took my passport",
        "my student was detained at the border an hour ago",
        "they are interrogating my colleague at the airport",
    ],
    ("disaster", "en"): [
        "the earthquake has brought the building down",
        "the flood is coming up the stairs of our hotel",
        "a wildfire is all around us and the road is closed",
    ],
    ("medical", "es"): [
        "mi amigo no respira, ayuda",
        "mi hermana esta sangrando mucho",
        "mi colega se desmayo y no despierta",
        "tengo un dolor muy fuerte en el pecho",
    ],
    ("arrest", "es"): [
        "la policia me ha detenido",
        "estoy detenido en la comisaria y tienen mi pasaporte",
        "mi estudiante fue arrestado en la frontera",
        "la policia interroga a mi colega en el aeropuerto",
    ],
    ("medical", "de"): [
        "mein freund atmet nicht mehr, hilfe",
        "meine kollegin ist bewusstlos und blutet stark",
    ],
    ("disaster", "de"): [
        "das erdbeben hat unser hotel zerstört",
        "das hochwasser steigt und wir kommen nicht weg",
    ],
}
OTHERS = {
    "en": [
        "is dental care covered",
        "how do I register my trip",
        "who pays when I am in quarantine",
        "do I need the membership card",
        "what does International SOS do",
        "thank you very much",
        "where do I send the itinerary",
        "is evacuation covered when I travel with my wife",
    ],
    "es": [
        "esta cubierto el dentista",
        "como registro mi viaje",
        "quien paga la cuarentena",
        "necesito la tarjeta de miembro",
        "que hace International SOS",
        "muchas gracias",
        "a donde envio el itinerario",
        "esta cubierta la evacuacion de mi esposa",
    ],
    "de": [
        "ist der zahnarzt versichert",
        "wie melde ich meine reise an",
        "wer bezahlt die quarantäne",
        "brauche ich die mitgliedskarte",
        "vielen dank und auf wiedersehen",
    ],
}
EXAMPLES = [
    *(
        EmergencyExample(text, kind, language)
        for (kind, language), texts in EMERGENCIES.items()
        for text in texts
    ),
    *(EmergencyExample(text, None, lang) for lang, texts in OTHERS.items() for text in texts),
]


@pytest.fixture(scope="session")
def embedding() -> SentenceEmbedding:
    return load_embedding()


@pytest.fixture
def model_storage(tmp_path: Path) -> LocalModelStorage:
    folder = tmp_path / "storage"
    folder.mkdir()
    return LocalModelStorage(folder)


@pytest.fixture
def execution_context() -> ExecutionContext:
    return ExecutionContext(GraphSchema({}), "a model")


@pytest.fixture(scope="session")
def emergency_model(embedding: SentenceEmbedding) -> EmergencyModel:
    """A model of emergencies that has learnt from a handful of sentences."""
    return EmergencyModel.train(embedding, EXAMPLES)
