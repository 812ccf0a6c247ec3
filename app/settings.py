"""What the site was told, read once at the start and never again. Nonsense is refused, one clear message each."""

import os
import re
import secrets
import tomllib
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, available_timezones

from app.outside.private import open_private, private_folder, write_private

PREFIX = "CORDEE_"
VERSION: str = tomllib.loads((Path(__file__).parent.parent / "pyproject.toml").read_text())["project"]["version"]
FORMATS = {"en": "en_GB"}  # 7 July 2026 at 18:30, as Europe writes it; the words stay those of `en`
BY_ITSELF, DEMO = "# docs/exploitation.md explains each setting.", 'mode = "demo"\n'
IN_SERVICE = f"{BY_ITSELF} In service."
DRIVEN = "postgresql+psycopg://"
MODES = ("production", "demo", "development", "test")


class SettingsError(RuntimeError):
    """The settings are not fit to start with; the message has one line for each fault."""


@dataclass(frozen=True, slots=True)
class Settings:
    """Every value has its meaning beside it; README and docs/exploitation.md list them."""

    secret_key: str
    database_url: str
    mode: str = "production"  # demo and development write mails to instance/mail and list them on a page
    demo_passphrase: str = ""  # what opens a demonstration to others than this machine; `serve --demo-open` draws it
    base_url: str = "http://127.0.0.1:8000"  # the address people type; links in mails start with it
    mail_url: str = ""  # smtp://user:password@host:587, smtps://…; empty: what the set-up or the operator's page says
    mail_from: str = "cordee@localhost"
    contact: str = ""  # who answers people, on the legal page; empty: mail_from
    phone: str = ""  # on posters and sheets, for who has no internet; empty: they say nothing of it
    publisher: str = ""  # legal page: name and address of who runs the site
    host: str = ""  # legal page: name and address of who keeps the machine
    map_tiles: str = ""  # https://…/{z}/{x}/{y}.png: the map becomes interactive; empty: nothing is asked of anybody
    map_attribution: str = ""  # who made the tiles, written on the map
    map_attribution_url: str = ""  # where they say so
    locales: tuple[str, ...] = ("fr", "en")
    timezone: str = "Europe/Paris"
    proxies: int = 0  # how many reverse proxies stand in front and set X-Forwarded-For
    workers: int = 1  # processes; more than one needs PostgreSQL
    threads: int = 8
    jobs: bool = True  # run the jobs inside the server process; False where `flask jobs run` is a service of its own
    prepared_statements: str = "auto"  # PostgreSQL keeps the plans of statements; auto: not behind a shared pooler
    rate_limits: bool = True
    rate_store: str = "memory://"

    @property
    def shows_mail(self) -> bool:
        return self.mode in ("demo", "development", "test")

    @property
    def database_files(self) -> tuple[Path, ...]:
        """The file of a SQLite database; its log and its queue begin with the same name."""
        name = self.database_url.partition("sqlite:///")[2].partition("?")[0]
        return (Path(name),) if name and name != ":memory:" else ()

    @property
    def secure(self) -> bool:
        return self.base_url.startswith("https://")

    @property
    def tile_host(self) -> str:
        """The origin that the map's page may load pictures from; empty where there is none."""
        address = urlsplit(self.map_tiles)
        return f"{address.scheme}://{address.netloc}" if self.map_tiles else ""

    @property
    def place(self) -> ZoneInfo:
        return ZoneInfo(self.timezone)


def formats_of(lang: str) -> str:
    """The locale that dates and numbers of a page in that language are written by."""
    return FORMATS.get(lang, lang)


def _told(name: str) -> str | None:
    """NAME, or the content of the file that NAME_FILE names (a secret mounted as a file)."""
    if path := os.environ.get(f"{PREFIX}{name}_FILE"):
        return Path(path).read_text().strip()
    return os.environ.get(f"{PREFIX}{name}")


def _typed(name: str, value: Any) -> Any:
    kinds: dict[str, Any] = {f.name: f.type for f in fields(Settings)}
    kind = kinds[name]
    if kind is bool and isinstance(value, str):
        words = {"1": True, "true": True, "yes": True, "0": False, "false": False, "no": False}
        return words.get(value.lower(), value)
    if kind is int and isinstance(value, str):
        return int(value) if value.strip().isdecimal() else value
    if name == "database_url" and isinstance(value, str):  # as hosts and PostgreSQL's own programs write it
        return re.sub(r"^postgres(ql)?://", DRIVEN, value)
    if name == "locales":
        return tuple(value.replace(",", " ").split()) if isinstance(value, str) else tuple(value)
    return value


def _faults(told: Settings) -> list[str]:
    found = []
    for f in fields(Settings):
        wanted: Any = tuple if f.name == "locales" else f.type
        if not isinstance(getattr(told, f.name), wanted):
            found.append(f"{f.name} must be {wanted.__name__}, not {getattr(told, f.name)!r}")
    return found or _nonsense(told)


def _nonsense(told: Settings) -> list[str]:
    address, mail = urlsplit(told.base_url), urlsplit(told.mail_url)
    sqlite = told.database_url.startswith("sqlite:")
    checks = (
        *_map_checks(told),
        (len(told.secret_key) >= 32, "secret_key must have 32 characters or more (`flask site init` draws one)"),
        (not told.demo_passphrase or sum(map(str.isalnum, told.demo_passphrase)) >= 12,
         "demo_passphrase must have 12 letters or digits, or be empty"),
        (told.mode in MODES, f"mode must be one of {', '.join(MODES)}, not {told.mode!r}"),
        (address.scheme in ("http", "https") and bool(address.netloc), "base_url must start with http:// or https://"),
        (told.mail_url == "" or (mail.scheme in ("smtp", "smtps") and bool(mail.hostname)),
         "mail_url must be empty, smtp://… or smtps://…"),
        ("@" in told.mail_from, "mail_from must be an address"),
        (bool(told.locales) and set(told.locales) <= {"fr", "en"}, "locales must be taken from fr, en"),
        (told.timezone in available_timezones(), f"timezone {told.timezone!r} is not known (example: Europe/Paris)"),
        (told.database_url.startswith(("sqlite:", "postgresql+psycopg:")),
         "database_url must start with sqlite: or postgresql:"),
        (told.prepared_statements in ("auto", "yes", "no"), "prepared_statements must be auto, yes or no"),
        (0 <= told.proxies <= 5, "proxies must be from 0 to 5"),
        (1 <= told.workers <= 64 and 1 <= told.threads <= 64, "workers and threads must be from 1 to 64"),
        (told.workers == 1 or not sqlite, "workers above 1 need PostgreSQL: set database_url"),
        (told.workers == 1 or not told.rate_store.startswith("memory:") or not told.rate_limits,
         "workers above 1 need a shared rate_store (redis://…): one process cannot count for the others"),
    )
    return [message for good, message in checks if not good]


def _map_checks(told: Settings) -> tuple[tuple[bool, str], ...]:
    """The host goes into the policy that every answer carries: it is a plain one, without wildcard or credentials."""
    tiles, link = urlsplit(told.map_tiles), urlsplit(told.map_attribution_url)
    local = tiles.hostname in ("127.0.0.1", "localhost")
    return (
        (not told.map_tiles or all(f"{{{axis}}}" in told.map_tiles for axis in "zxy"),
         "map_tiles must contain {z}, {x} and {y}"),
        (not told.map_tiles or tiles.scheme == "https" or (tiles.scheme == "http" and local),
         "map_tiles must start with https://"),
        (not told.map_tiles or re.fullmatch(r"[A-Za-z0-9.-]+(:[0-9]{1,5})?", tiles.netloc) is not None,
         "map_tiles must name one host, without {s}, name or password"),
        (not told.map_tiles or told.map_attribution != "", "map_attribution is needed with map_tiles"),
        (not told.map_attribution_url or (link.scheme == "https" and bool(link.netloc)),
         "map_attribution_url must start with https://"),
    )


def read(instance: Path, **given: Any) -> Settings:
    """Later wins: instance/settings.toml, then the environment (NAME or NAME_FILE), then what a test gives."""
    values: dict[str, Any] = {"secret_key": "", "database_url": f"sqlite:///{instance / 'cordee.db'}"}
    if (file := instance / "settings.toml").exists():
        try:
            values |= tomllib.loads(file.read_text())
        except tomllib.TOMLDecodeError as fault:
            raise SettingsError(f"settings.toml cannot be read: {fault}") from fault
    names = {f.name for f in fields(Settings)}
    values |= {name: told for name in names if (told := _told(name.upper())) is not None}
    if values.get("mode") == "test":
        raise SettingsError("mode \"test\" is for the tests of this program alone")
    values |= given
    if unknown := values.keys() - names:
        raise SettingsError(f"not a setting: {', '.join(sorted(unknown))}")
    settings = Settings(**{name: _typed(name, value) for name, value in values.items()})
    if faults := _faults(settings):
        raise SettingsError("\n".join(faults))
    return settings


def ensure(instance: Path) -> None:
    """A first start draws its own secret: there is no default one. It is a real site, that nobody holds yet."""
    file = instance / "settings.toml"
    if file.exists() or _told("SECRET_KEY") is not None:
        return
    private_folder(instance)
    with open_private(file) as out:
        out.write(f'{BY_ITSELF}\nsecret_key = "{secrets.token_urlsafe(48)}"\n'.encode())


def _by_itself(file: Path) -> str | None:
    """What a first start wrote there; None where an operator did, or once the site is in service."""
    text = file.read_text() if file.exists() else ""
    return text if text.startswith(f"{BY_ITSELF}\n") and "base_url" not in text else None


def is_by_itself(file: Path) -> bool:
    return _by_itself(file) is not None


def put_in_service(instance: Path, base_url: str) -> bool:
    """After a set-up: the settings that a first start wrote by itself become those of a real site, at the address it
    was set up from. An operator's own lines are never touched. True where something was written."""
    file = instance / "settings.toml"
    if (text := _by_itself(file)) is None:
        return False
    text = text.replace(BY_ITSELF, IN_SERVICE).replace(DEMO, "")
    if urlsplit(base_url).scheme in ("http", "https") and base_url.isprintable() and not set(base_url) & {'"', "\\"}:
        text += f'base_url = "{base_url.rstrip("/")}"\n'
    write_private(file, text.encode())
    return True


def set_demo(instance: Path, wanted: bool) -> bool:
    """In a file where nobody wrote a setting yet (older versions began every site as a demonstration). False where
    somebody did."""
    file = instance / "settings.toml"
    if (text := _by_itself(file)) is None:
        return False
    write_private(file, (text.replace(DEMO, "") + (DEMO if wanted else "")).encode())
    return True
