"""What word processors put on the clipboard, in the shape they give it: the text in Markdown, and nothing of them."""

import sys

import pytest

from app.core import markup
from app.core.markup import rendered, unwrapped

WORD = """<html xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office"
xmlns:w="urn:schemas-microsoft-com:office:word" xmlns="http://www.w3.org/TR/REC-html40"><head>
<meta http-equiv=Content-Type content="text/html; charset=utf-8"><meta name=Generator content="Microsoft Word 15">
<link rel=File-List href="file:///C:/Users/Alice/AppData/Local/Temp/msohtmlclip1/01/clip_filelist.xml">
<!--[if gte mso 9]><xml><o:OfficeDocumentSettings><o:AllowPNG/></o:OfficeDocumentSettings></xml><![endif]-->
<!--[if gte mso 9]><xml><w:WordDocument><w:View>Normal</w:View><w:Zoom>0</w:Zoom></w:WordDocument></xml><![endif]-->
<style><!-- /* Font Definitions */ @font-face {font-family:Symbol; panose-1:5 5 1 2 1 7 6 2 5 7;}
p.MsoNormal {mso-style-unhide:no; margin:0cm;} --></style>
<!--[if gte mso 10]><style>table.MsoNormalTable {mso-style-name:"Tableau Normal";}</style><![endif]-->
</head><body lang=FR link="#0563C1" style='tab-interval:35.4pt;word-wrap:break-word'><!--StartFragment-->
<p class=MsoTitle>Un four pour Névache<o:p></o:p></p>
<h2><a name="_Toc1"></a>Ce que nous<br>
voulons<o:p></o:p></h2>
<p class=MsoNormal><b style='mso-bidi-font-weight:normal'>Le f</b><b><span style='font-size:12.0pt'>our</span>
banal</b> a servi jusqu’en <i>1951</i>&nbsp;; 5 &lt; 6 fournées.<span style='mso-spacerun:yes'>  </span><del
cite="mailto:Bob" datetime="2026-11-02T10:00">barré</del><ins cite="mailto:Bob">Repris</ins><o:p></o:p></p>
<p class=MsoNormal><o:p>&nbsp;</o:p></p>
<p class=MsoListParagraphCxSpFirst style='text-indent:-18.0pt;mso-list:l0 level1 lfo1'><![if !supportLists]><span
style='font-family:Symbol;mso-bidi-font-family:Symbol'><span style='mso-list:Ignore'>·<span
style='font:7.0pt "Times New Roman"'>&nbsp;&nbsp;&nbsp; </span></span></span><![endif]>des briques<o:p></o:p></p>
<p class=MsoListParagraphCxSpMiddle style='margin-left:72.0pt;mso-list:l0 level2 lfo1'><!--[if !supportLists]--><span
style='font-family:"Courier New"'><span style='mso-list:Ignore'>o<span style='font:7.0pt'>&nbsp; </span></span></span
><!--[endif]-->trente <b>rouges</b><o:p></o:p></p>
<p class=MsoListParagraphCxSpLast style='mso-list:l0 level1 lfo1'><![if !supportLists]><span
style='mso-list:Ignore'>·<span>&nbsp;&nbsp;</span></span><![endif]>du bois<o:p></o:p></p>
<p class=MsoListParagraph style='mso-list:l1 level1 lfo2'><![if !supportLists]><span style='mso-list:Ignore'>1.<span
style='font:7.0pt "Times New Roman"'>&nbsp;&nbsp; </span></span><![endif]>nettoyer</p>
<p class=MsoListParagraph style='mso-list:l1 level1 lfo2'><![if !supportLists]><span style='mso-list:Ignore'>2.<span
style='font:7.0pt "Times New Roman"'>&nbsp;&nbsp; </span></span><![endif]>chauffer</p>
<table class=MsoTableGrid border=1 cellspacing=0><tr style='mso-yfti-irow:0'><td width=302 valign=top
style='border:solid windowtext 1.0pt'><p class=MsoNormal><b>Poste</b><o:p></o:p></p></td><td width=302><p
class=MsoNormal><b>Euros</b></p></td></tr><tr><td><p class=MsoNormal>Briques</p><p class=MsoNormal>réfractaires</p></td>
<td><p class=MsoNormal>1 200</p></td></tr></table>
<p class=MsoNormal>Voir <a href="https://eur03.safelinks.protection.outlook.com/?url=https%3A%2F%2Ffours.example%2Fnevache%3Futm_source%3Dmail%26p%3D2&amp;data=05%7C01&amp;reserved=0"><span
style='color:blue'>le récit</span></a>, <a href="file:///C:/Alice/plan.docx">le plan</a><span
class=MsoCommentReference><span style='mso-comment-continuation:1;display:none'>[A1]</span></span>.<!--[if gte vml 1]><v:shape
id="_x0000_i1025"><v:imagedata src="file:///C:/clip_image001.png"/></v:shape><![endif]--><![if !vml]><img width=200
height=100 src="file:///C:/clip_image001.png" v:shapes="Image_1"><![endif]><o:p></o:p></p>
<div style='mso-element:comment-list'><div style='mso-element:comment'><p class=MsoCommentText>à revoir, dit Bob</p></div></div>
<!--EndFragment--></body></html>"""  # noqa: E501
WORD_READ = """# Un four pour Névache

## Ce que nous voulons

**Le four banal** a servi jusqu’en *1951*\u00a0; 5 \\< 6 fournées. Repris

- des briques
  - trente **rouges**
- du bois

1. nettoyer
2. chauffer

- **Poste** – **Euros**
- Briques réfractaires – 1 200

Voir [le récit](https://fours.example/nevache?p=2), le plan."""

OFFICE = """<!DOCTYPE html><html><head><meta http-equiv="content-type" content="text/html; charset=utf-8"/><title></title>
<meta name="generator" content="LibreOffice 7.4.7.2 (Linux)"/><style type="text/css">
@page { size: 21cm 29.7cm; margin: 2cm } p { line-height: 115%; background: transparent }</style></head>
<body lang="fr-FR" link="#000080" dir="ltr"><h1 class="western">Le four</h1>
<p style="line-height: 100%; margin-bottom: 0cm"><font face="Liberation Serif, serif"><font size="3" style="font-size: 12pt">Il
fume <b>trop</b>, dit <i><b>Bob</b></i>.</font></font></p>
<ol><li><p style="margin-bottom: 0cm">nettoyer</p><ul><li><p>la sole</p></li></ul></li><li><p>chauffer</p></li></ol>
<table width="100%" cellpadding="4" cellspacing="0"><col width="128*"/><col width="128*"/><tr valign="top"><th><p>Qui</p></th>
<th><p>Quand</p></th></tr><tr valign="top"><td><p>Bob</p></td><td><p>samedi</p></td></tr></table>
<p><a href="mailto:four@exemple.org">four@exemple.org</a><img src="data:image/png;base64,iVBORw0KGgo=" name="Image1"
alt="" width="10" height="10" border="0"/></p></body></html>"""  # noqa: E501
OFFICE_READ = """# Le four

Il fume **trop**, dit ***Bob***.

1. nettoyer
   - la sole
2. chauffer

- Qui – Quand
- Bob – samedi

[four@exemple.org](<mailto:four@exemple.org>)"""

DOCS = """<meta charset='utf-8'><meta charset="utf-8"><b style="font-weight:normal;"
id="docs-internal-guid-6f1c7f3a-7fff-0000"><h1 dir="ltr" style="line-height:1.38;margin-top:20pt;"><span
style="font-size:20pt;font-family:Arial;font-weight:400;white-space:pre-wrap;">Le four</span></h1><p dir="ltr"
style="line-height:1.38;"><span style="font-size:11pt;font-weight:400;font-style:normal;">Il a servi </span><span
style="font-size:11pt;font-weight:700;font-style:normal;">jusqu’en 1951:</span><span
style="font-size:11pt;font-weight:400;">voilà. </span><span style="font-weight:700;font-style:italic;">Vrai</span></p><br
/><ul style="margin-top:0;"><li dir="ltr" style="list-style-type:disc;font-weight:400;" aria-level="1"><p dir="ltr"
role="presentation"><span style="font-weight:400;">des briques</span></p></li><ul><li dir="ltr" aria-level="2"><p dir="ltr"
role="presentation"><span>rouges</span></p></li></ul></ul><p dir="ltr"><a
href="https://www.google.com/url?q=https://fours.example/&amp;sa=D&amp;source=editors&amp;usg=AOv"
style="text-decoration:none;"><span style="color:#1155cc;text-decoration:underline;">le récit</span></a></p><div dir="ltr"
align="left"><table style="border:none;"><colgroup><col width="300"/></colgroup><tbody><tr><td
style="border-left:solid #000"><p dir="ltr"><span>Un encadré.</span></p><p dir="ltr"><span>Sa suite.</span></p></td></tr></tbody
></table></div></b><br class="Apple-interchange-newline">"""  # noqa: E501
DOCS_READ = """# Le four

Il a servi **jusqu’en 1951**:voilà. ***Vrai***

- des briques
  - rouges

[le récit](https://fours.example/)

Un encadré.

Sa suite."""


@pytest.mark.parametrize(("sent", "read"), [(WORD, WORD_READ), (OFFICE, OFFICE_READ), (DOCS, DOCS_READ)],
                         ids=["Word", "LibreOffice", "Google Docs"])
def test_what_each_of_them_copies(sent: str, read: str):
    assert markup.markdown(sent) == read


@pytest.mark.parametrize("sent", [WORD, OFFICE, DOCS], ids=["Word", "LibreOffice", "Google Docs"])
def test_its_page_has_no_sign_left(sent: str):
    page = rendered(markup.markdown(sent))
    assert not {"**", "](", "mso", "style", "&lt;o:p"} & {sign for sign in ("**", "](", "mso", "style") if sign in page}
    assert page.count("<strong>") >= 2


@pytest.mark.parametrize(("sent", "read"), [
    ("a < b et c > d", "a \\< b et c > d"), ("", ""), ("<p>* rien _de_ [gras]</p>", "\\* rien \\_de\\_ \\[gras\\]"),
    ("<script>alert(1)</script><svg><text>x</text></svg>la suite", "la suite"),
    ("<a href='javascript:alert(1)'>x</a> <a href='data:text/html,x'>y</a>", "x y"),
    ("<b>jamais <i>fermé<p>suite", "jamais fermé\n\nsuite"), ("<td>seul</td></table></p></b>", "seul"),
    ("<table><tr><td>a<td><table><tr><td>b<td>c</table></table>", "- a – b – c"),
    ("<p style='mso-list:l0 level3 lfo1'>a<p style='mso-list:l0 level1 lfo1'>b", "- a\n- b"),
    ("un\u202emot\u200b\x00", "unmot"),
])
def test_what_nobody_means_to_paste(sent: str, read: str):
    assert markup.markdown(sent) == read


@pytest.mark.parametrize(("href", "end"), [
    ("https://www.google.com/url?q=https://e.example/a%3Fb&sa=D", "https://e.example/a?b"),
    ("https://www.google.com/url?q=javascript:alert(1)", "https://www.google.com/url?q=javascript:alert(1)"),
    ("https://notgoogle.com/url?q=https://e.example", "https://notgoogle.com/url?q=https://e.example"),
    ("https://l.facebook.com/l.php?u=https%3A%2F%2Fe.example%2F%3Ffbclid%3D1", "https://e.example/"),
    ("https://e.example/?p=1&utm_source=x#y", "https://e.example/?p=1#y"), ("http://[", "http://["),
])
def test_a_link_leads_where_it_says(href: str, end: str):
    assert unwrapped(href) == end


def calls(sent: str) -> int:
    """How many functions of Python it took: a figure that does not depend on the machine."""
    count = 0

    def one(_frame: object, event: str, _arg: object) -> None:
        nonlocal count
        count += event == "call"

    sys.setprofile(one)
    try:
        markup.markdown(sent)
    finally:
        sys.setprofile(None)
    return count


@pytest.mark.parametrize("piece", [
    "<b>", "<p>x", "<b style='a'><p>", "<p style='mso-list:l0 level9 lfo1'>a", "<table><tr><td>", "<td>", "<ul><li>x",
    "</b>", "<span style='display:none'>", "<![if x]>", "<a href='//x'>y", "<h1>x",
])
def test_twice_as_long_takes_twice_the_steps(piece: str):
    once, twice = calls(piece * 1000), calls(piece * 2000)
    assert twice < 2.5 * once + 1000
    assert len(markup.markdown(piece * 2000)) < 400_000
