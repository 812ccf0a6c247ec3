"""A list of communes as somebody pastes it."""

import pytest

from app.territory.rules import Fault, parse_pasted


@pytest.mark.parametrize(("text", "fault", "line"), [
    ("", Fault.NO_ROWS, 1),
    ("Nom;Habitants\nGap;beaucoup", Fault.BAD_POPULATION, 2),
    ("\n05061;Gap\n05061;Embrun", Fault.DUPLICATE_CODE, 3),
    ("a;b;c;d", Fault.WRONG_CELLS, 1),
    ("05061;Gap;40631\n05046;Embrun;beaucoup\n05023;Briançon;11084", Fault.BAD_POPULATION, 2),
    ('"Gap', Fault.UNREADABLE, 1),
])
def test_a_fault_is_told_on_its_line(text: str, fault: Fault, line: int):
    rows, faults = parse_pasted(text)
    assert (rows, [(one.code, one.line) for one in faults]) == ([], [(fault, line)]) or (
        [(one.code, one.line) for one in faults] == [(fault, line)])


@pytest.mark.parametrize(("text", "told"), [
    ("Gap\n\nEmbrun", [("C0001", "Gap", 0), ("C0002", "Embrun", 0)]),
    ("Saint-Jean, le Haut", [("C0001", "Saint-Jean, le Haut", 0)]),
    ("05061;Gap\n05046;Embrun", [("05061", "Gap", 0), ("05046", "Embrun", 0)]),
    ("05061,Gap,40631", [("05061", "Gap", 40631)]),
    ("05061\tGap", [("05061", "Gap", 0)]),
    ("Gap;40 631", [("C0001", "Gap", 40631)]),
    ("Gap;05061", [("05061", "Gap", 0)]),
    ("Gap\t40 631\t05061\nEmbrun\t6141\t05046", [("05061", "Gap", 40631), ("05046", "Embrun", 6141)]),
    ("40631,05061,Gap", [("05061", "Gap", 40631)]),
    ("38185;Grenoble;15816", [("38185", "Grenoble", 15816)]),
    ("6010;Kriens;28000", [("6010", "Kriens", 28000)]),
    ("22559;Oyonnax\n3500;Nantua", [("C0001", "Oyonnax", 22559), ("C0002", "Nantua", 3500)]),
    ("15816;38185;Grenoble\n1200;38001;Les Abrets\n9000;38421;Vif",
     [("38185", "Grenoble", 15816), ("38001", "Les Abrets", 1200), ("38421", "Vif", 9000)]),
    ("CODGEO;LIBGEO;Population municipale;Population totale\n2A004;Ajaccio;71 361;72 000",
     [("2A004", "Ajaccio", 71361)]),
    ("Nom\tPopulation\nGap\t40,631", [("C0001", "Gap", 40631)]),
    ("commune,code\nGap,05061", [("05061", "Gap", 0)]),
])
def test_what_is_read(text: str, told: list[tuple[str, str, int]]):
    rows, faults = parse_pasted(text)
    assert faults == []
    assert [(row.code, row.name, row.population) for row in rows] == told
