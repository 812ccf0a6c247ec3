"""Law: what opens a door, gives power or cannot be undone asks for the second factor again; and nothing else does
without having been said here."""

from flask import Flask

GRAVE = {
    "brand": "factory name",
    "charters": "propose",
    "decisions": "annul",
    "factors": "add_passkey begin_totp draw_sheet recovery remove remove_passkey reset",
    "people": "address address_code close_others data_file erase remove_password set_password",
    "roles": "give invite reverse second withdraw",
    "steps": "mail",
}
# Beside these pages others write too: why they do not ask.
LIGHT = {
    "brand.colours": "colours", "brand.logo_removed": "a picture", "brand.logo_sent": "a picture",
    "charters.begin": "a draft", "charters.drop": "a draft", "charters.section": "a draft", "charters.whole": "a draft",
    "factors.challenge": "it is what asks", "factors.put_in_force": "asks for a code itself",
    "factors.passkey_options": "a challenge", "factors.rename_passkey": "a name",
    "factors.use_passkey": "it is what asks", "factors.totp": "asks for a code itself",
    "people.close_session": "shuts a door",
    "roles.cancel": "takes back what waits", "roles.look": "writes nothing", "roles.refuse": "leaves all as it is",
    "steps.trial": "a mail to oneself",
}
ROOMS = ("brand", "charters", "factors", "roles", "steps")  # each address that writes there is in one of the two lists


def test_what_is_grave_asks_again(app: Flask) -> None:
    marked = {name for name, view in app.view_functions.items() if getattr(view, "grave", False)}
    assert marked == {f"{room}.{name}" for room, names in GRAVE.items() for name in names.split()}


def test_a_new_address_of_these_rooms_says_whether_it_is_grave(app: Flask) -> None:
    writes = {rule.endpoint for rule in app.url_map.iter_rules()
              if "POST" in (rule.methods or ()) and rule.endpoint.split(".")[0] in ROOMS}
    marked = {name for name, view in app.view_functions.items() if getattr(view, "grave", False)}
    assert writes - marked == {name for name in LIGHT if name.split(".")[0] in ROOMS}
