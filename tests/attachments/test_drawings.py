"""Drawings rebuilt from their shapes: nothing that runs, asks or hides goes through."""

import pytest

from app.attachments.pictures import NotADrawing, cleaned

HEAD = b'<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" viewBox="0 0 40 20"'


@pytest.mark.parametrize("data", [
    b"", b"<html></html>", b"<svg/>", HEAD, b'<svg viewBox="0 0 nan 1"/>', b'<svg viewBox="0 0 -1 1"/>',
    b'<!DOCTYPE svg [<!ENTITY a "b">]>' + HEAD + b">&a;</svg>", '<svg viewBox="0 0 1 1"/>'.encode("utf-16"),
    HEAD + b">" + b"<g>" * 60 + b"</g>" * 60 + b"</svg>", HEAD + b">" + b"<g/>" * 5_000 + b"</svg>",
    HEAD + b">" + b'<use href="#a"/>' * 30 + b"</svg>",
])
def test_refused(data: bytes):
    with pytest.raises(NotADrawing):
        cleaned(data)


@pytest.mark.parametrize("inside", [
    b"<script>alert(1)</script>", b'<g onload="alert(1)"/>', b'<image href="http://evil/x.png"/>',
    b'<a xlink:href="javascript:alert(1)"/>', b'<use href="http://evil#a"/>', b"<style>@import url(//evil);</style>",
    b'<rect fill="url(http://evil)"/>', b'<rect style="fill:url(http://evil)"/>', b'<set to="javascript:alert(1)"/>',
    b'<foreignObject><body xmlns="http://www.w3.org/1999/xhtml"/></foreignObject>', b'<rect stroke="expression(1)"/>',
    b'<rect class="a"/><style>.a{fill:url(javascript:alert(1))}</style>', b"<?evil?><!-- evil -->",
    rb'<rect fill="\75rl(http://evil)"/>', b'<animate attributeName="href" values="evil"/>',
])
def test_left_outside(inside: bytes):
    made = cleaned(HEAD + b' onload="alert(1)">' + inside + b"</svg>").data
    assert not [word for word in (b"script", b"on", b"evil", b"url(", b"alert", b"body", b"expression", b"import")
                if word in made.replace(b"http://www.w3.org/2000/svg", b"")]


def test_what_a_drawing_program_writes_is_kept_as_attributes():
    logo = cleaned(b'<?xml version="1.0"?><!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "svg11.dtd">' + HEAD +
                   b'><style>.cls-1{fill:#ff0000}</style><path class="cls-1" style="stroke:url(#g)" d="M0 0z"/></svg>')
    assert b'fill="#ff0000"' in logo.data
    assert b'stroke="url(#g)"' in logo.data
    assert (logo.width, logo.height) == (40, 20)
