"""`python -m analysis.reference` writes what is made from declarations: pages and schemas."""

import sys

from analysis.experiments import json_schema as experiment_schema
from analysis.reference.pages import write_pages
from simulation.scenario import json_schema as scenario_schema

if __name__ == "__main__":
    for schema in (scenario_schema, experiment_schema):
        schema.write_json_schema()
    for path in (*write_pages(), scenario_schema.SCHEMA_FILE, experiment_schema.SCHEMA_FILE):
        sys.stdout.write(f"{path}\n")
