"""Thin bridges to the packages that others use: EMA workbench, SALib, Optuna, Mesa."""
