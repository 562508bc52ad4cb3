"""Let Rasa run without TensorFlow, in a third of the memory and of the time it takes to start.

Nine of Rasa's modules import TensorFlow as soon as any `rasa` command starts, whether or not the
assistant uses them. Where TensorFlow is not installed, `install` serves a stand-in for each of
them. The stand-ins have the classes that the rest of Rasa imports; using one says what to do.
Rasa 3.6.21 is the last release of its line, so this list of modules stays as it is.

A `.pth` file written by `scripts/bootstrap.py` calls `install` in every Python process of the
environment, so that the plain `rasa` commands work. It must stay cheap: nothing is imported here
beyond the standard library before Rasa asks for one of the nine modules.
"""

from __future__ import annotations

import importlib.util
import os
import sys
from collections.abc import Sequence
from importlib.abc import Loader
from importlib.machinery import ModuleSpec
from types import ModuleType
from typing import Any, NoReturn, cast

# Module -> its classes that other modules of Rasa import -> the kind of graph component they are.
STAND_INS: dict[str, dict[str, str | None]] = {
    "rasa.core.policies.ted_policy": {"TEDPolicy": "POLICY_WITH_END_TO_END_SUPPORT"},
    "rasa.core.policies.unexpected_intent_policy": {
        "UnexpecTEDIntentPolicy": "POLICY_WITH_END_TO_END_SUPPORT"
    },
    "rasa.nlu.classifiers.diet_classifier": {"DIETClassifier": "INTENT_CLASSIFIER"},
    "rasa.nlu.featurizers.dense_featurizer.convert_featurizer": {
        "ConveRTFeaturizer": "MESSAGE_FEATURIZER"
    },
    "rasa.nlu.featurizers.dense_featurizer.lm_featurizer": {
        "LanguageModelFeaturizer": "MESSAGE_FEATURIZER"
    },
    "rasa.nlu.selectors.response_selector": {"ResponseSelector": "INTENT_CLASSIFIER"},
    "rasa.utils.tensorflow.callback": {"RasaModelCheckpoint": None, "RasaTrainingLogger": None},
    "rasa.utils.tensorflow.data_generator": {"RasaBatchDataGenerator": None},
    "rasa.utils.tensorflow.models": {"RasaModel": None, "TransformerRasaModel": None},
}


class StandInFinder(Loader):
    """Finds and loads a stand-in for each module that needs TensorFlow."""

    @classmethod
    def find_spec(
        cls, name: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """Claim the modules of `STAND_INS` and leave all others to the usual finders."""
        return ModuleSpec(name, cls()) if name in STAND_INS else None

    def create_module(self, spec: ModuleSpec) -> ModuleType | None:
        """Let Python make an ordinary module."""
        return None

    def exec_module(self, module: ModuleType) -> None:
        """Fill the module with its stand-in classes."""
        for name, component_type in STAND_INS[module.__name__].items():
            setattr(module, name, _stand_in(name, module.__name__, component_type))


def install() -> None:
    """Serve the stand-ins unless TensorFlow is there, and set Rasa's environment defaults."""
    # Unless told not to, Rasa sends usage and error reports to its maker.
    os.environ.setdefault("RASA_TELEMETRY_ENABLED", "false")
    # Rasa's tables make SQLAlchemy 1.4 print a warning about 2.0 at the start of every command.
    os.environ.setdefault("SQLALCHEMY_SILENCE_UBER_WARNING", "1")
    if importlib.util.find_spec("tensorflow") is None and StandInFinder not in sys.meta_path:
        sys.meta_path.insert(0, StandInFinder)


def _stand_in(name: str, module: str, component_type: str | None) -> type:
    """Make a class of the given name that says, on use, that it needs TensorFlow.

    Args:
        name: Name of the class it stands in for.
        module: Name of that class's module.
        component_type: Name of a `DefaultV1Recipe.ComponentType`; None for a helper class, which
            cannot be named in `config.yml`.
    """
    from rasa.exceptions import MissingDependencyException

    def refuse(*args: object, **kwargs: object) -> NoReturn:
        raise MissingDependencyException(f"{name} needs TensorFlow: run `make full`.")

    # `required_packages` is the first that Rasa calls on a component that `config.yml` names.
    members: dict[str, Any] = {"__module__": module, "__new__": refuse}
    members["create"] = members["required_packages"] = staticmethod(refuse)
    if component_type is None:
        return type(name, (), members)

    from rasa.core.policies.policy import Policy
    from rasa.engine.graph import GraphComponent
    from rasa.engine.recipes.default_recipe import DefaultV1Recipe

    base = Policy if component_type.startswith("POLICY") else GraphComponent
    register = DefaultV1Recipe.register(
        DefaultV1Recipe.ComponentType[component_type], is_trainable=True
    )
    return cast(type, register(type(name, (base,), members)))
