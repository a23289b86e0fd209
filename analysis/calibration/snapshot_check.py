"""Whether a file is a snapshot of customers with a flag for those who left, instead of a log.

Such files are the usual "churn data". They hold no choice between firms and no order of events, and
who left before the snapshot is not in them: the share of leavers by tenure is not a hazard, and a curve
drawn through it is not a survival curve.
"""

from analysis.calibration.tables import Table
from simulation.errors import LogError

LEAVING_COLUMNS = ("churn", "churned", "attrition", "exited", "left")
LEFT_WORDS = ("yes", "1", "true", "y")
# Columns of the telephone company that many tutorials use; its publisher calls it fictional.
FICTIONAL_COLUMNS = ("tenure", "contract", "monthlycharges", "totalcharges")


def refuse_snapshot(table: Table) -> None:
    """Refuse a file of one row a customer with a flag for leaving and no firm or date.

    Raises
    ------
    LogError
        Saying what was seen and what such a file can still be used for.
    """
    plain = {column.lower().replace("_", ""): column for column in table.columns}
    leaving = [plain[name] for name in LEAVING_COLUMNS if name in plain]
    is_log = "firm" in table.columns and ("date" in table.columns or "seq" in table.columns)
    if not leaving or is_log:
        return
    cells = table.columns[leaving[0]]
    share = sum(cell.lower() in LEFT_WORDS for cell in cells) / len(cells)
    fictional = ""
    if all(name in plain for name in FICTIONAL_COLUMNS):
        fictional = (
            " These are the columns of a telephone company that its publisher calls fictional: use"
            " it to learn the form of such files, never as evidence."
        )
    msg = (
        f"{table.name}, column {leaving[0]}: looks like a snapshot of {len(cells):,} customers, of"
        f" whom {share:.1%} are marked as having left, not like a log of purchases. It holds no"
        " choice between firms, and those who left before it are missing, so that it gives neither"
        " loyalty nor a survival curve. Shares of leavers by contract and tenure can still be"
        " described; for survival, add the dates on which every customer joined and left, stayers"
        f" included; for choices, one row a purchase with customer_id, date, firm.{fictional}"
    )
    raise LogError(msg)
