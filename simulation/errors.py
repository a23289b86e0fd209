"""The errors of the laboratory: one small class for each thing that can be wrong."""


class LoyaltyError(Exception):
    """Base of every error this project raises on purpose."""


class ScenarioError(LoyaltyError, ValueError):
    """A scenario says something it may not say."""


class LogError(LoyaltyError, ValueError):
    """A purchase log cannot be read or does not carry what is asked of it."""


class ResultError(LoyaltyError, ValueError):
    """A result folder cannot be written, read or trusted."""


class ArgumentError(LoyaltyError, ValueError):
    """A function was called from Python with something that it does not take."""


class RunError(LoyaltyError, RuntimeError):
    """A market failed while it ran."""
