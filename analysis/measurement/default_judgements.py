"""The judgements used where nobody states others (2.7.6; assumption, the sources give no numbers)."""

from analysis.measurement.ahp import Hierarchy, judged

LOYALTY = Hierarchy(
    top=judged("loyalty", ("A1", "A2", "A3", "A4"), ((1, 2, 1), (2, 1), (1 / 2,))),
    below={
        "A1": judged(
            "A1 perceived value",
            ("A11", "A12", "A13", "A14", "A15", "A16", "A17"),
            (
                (3, 4, 1, 3, 5, 2),
                (2, 1 / 3, 1, 2, 1 / 2),
                (1 / 4, 1, 2, 1 / 3),
                (3, 4, 2),
                (2, 1 / 2),
                (1 / 3,),
            ),
        ),
        "A2": judged("A2 satisfaction", ("A21", "A22"), ((1 / 2,),)),
        "A3": judged(
            "A3 switching cost", ("A31", "A32", "A33", "A34"), ((1, 1 / 2, 1 / 2), (1, 1 / 2), (1,))
        ),
        "A4": judged("A4 trust", ("A41", "A42", "A43"), ((1, 2), (2,))),
    },
)
