"""The demo's contributions and the risks that people hold."""

from datetime import datetime

from app.cli.demo.stage import Stage
from app.cli.demo.texts import Row
from app.operations import pledges, risks
from app.rules.kinds import Likelihood, PledgeKind


def plan(stage: Stage) -> None:
    for n, row in enumerate(stage.texts.sharing["pledge"]):
        stage.at(row["days_ago"], _promise, row, n, hour=10)
        if "confirmed_by" in row:
            stage.at(row["confirmed_days_ago"], _came, row, n, hour=18)
    for row in stage.texts.sharing["risk"]:
        stage.at(row["days_ago"], _risk, row, hour=20)


def _promise(stage: Stage, when: datetime, row: Row, n: int) -> None:
    offer = pledges.Offer(kind=PledgeKind(row["kind"]), what=row["what"], hours=row.get("hours", 0),
                          cents=row.get("euros", 0) * 100, structure_id=stage.structures.get(row.get("structure", "")))
    stage.others[f"pledge-{n}"] = stage.do(when, pledges.make, row["by"], stage.items[row["on"]], offer)


def _came(stage: Stage, when: datetime, row: Row, n: int) -> None:
    stage.do(when, pledges.confirm, row["confirmed_by"], stage.others[f"pledge-{n}"])


def _risk(stage: Stage, when: datetime, row: Row) -> None:
    told = Likelihood(row["likelihood"])
    risk = stage.do(when, risks.propose, row["by"], stage.items[row["on"]], row["what"], told, row["answer"],
                    stage.people[str(row.get("holder", row["by"]))])
    if row.get("accepted"):
        stage.do(when, risks.settle, row["holder"], risk, accepted=True)
