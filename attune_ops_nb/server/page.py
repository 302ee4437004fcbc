"""page: the dashboard without JupyterLab, and what a program asks before it trusts the server."""

import html
from pathlib import Path

import msgspec
from jupyter_server.auth.decorator import allow_unauthenticated
from jupyter_server.base.handlers import JupyterHandler
from jupyter_server.extension.handler import ExtensionHandlerMixin
from jupyter_server.utils import url_path_join

import attune_ops_nb
from attune_ops_nb import __version__
from attune_ops_nb.errors import AttuneError
from attune_ops_nb.routes import PREFIX
from attune_ops_nb.server import openapi
from attune_ops_nb.server.credentials import Guarded, reads
from attune_ops_nb.server.handler import Answering

STATIC = Path(attune_ops_nb.__file__).parent / "static"
POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        # Views set widths and heights on elements.
        "style-src 'self' 'unsafe-inline'",
        "img-src 'self' data: blob:",
        "font-src 'self' data:",
        "connect-src 'self'",
        "base-uri 'none'",
        "form-action 'none'",
        "frame-ancestors 'self'",
    )
)
PAGE = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>Attune Ops</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="{static}page.css?v={stamp}">
<script type="application/json" id="attune-config">{config}</script>
<script defer src="{static}page.js?v={stamp}"></script>
</head>
<body><div id="attune"></div><noscript>This page needs JavaScript.</noscript></body>
</html>
"""
NOT_BUILT = """<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>Attune Ops</title><link rel="icon" href="data:,"></head>
<body>
<h1>The page has not been built</h1>
<p>The server runs, and programs can use it. For the page, build the bundles once, in the folder of
the project: <code>make build</code>, or <code>pip install --force-reinstall --no-deps .</code>;
then load this page again. They belong in <code>{folder}</code>.</p>
</body>
</html>
"""


class Page(ExtensionHandlerMixin, Guarded, JupyterHandler):
    """The page. Who is not logged in is led to the login form."""

    def get_login_url(self) -> str:
        """Unlike a program, a person can log in."""
        return JupyterHandler.get_login_url(self)

    @reads
    async def get(self) -> None:
        """The HTML."""
        # Reading it sets the cookie without which no request of the page is accepted.
        _ = self.xsrf_token
        self.set_header("Content-Type", "text/html; charset=utf-8")
        self.set_header("Cache-Control", "no-store")
        bundle = STATIC / "page.js"
        if not bundle.exists():
            self.finish(NOT_BUILT.format(folder=html.escape(str(STATIC))))
            return
        self.finish(
            PAGE.format(
                static=html.escape(self.extensionapp.static_url_prefix),
                stamp=f"{bundle.stat().st_mtime_ns:x}",
                config=_inside_html(self._config()),
            )
        )

    @property
    def content_security_policy(self) -> str:
        """Scripts come from our own files alone, whatever a log or a name may hold."""
        return POLICY

    def _config(self) -> dict[str, str]:
        """No token: the cookie goes along by itself, and a script could not leak it."""
        return {
            "baseUrl": self.base_url,
            "wsUrl": self.ws_url or "",
            "token": "",
            "version": __version__,
        }


class Health(Answering):
    """Whether the server answers."""

    public = True
    _track_activity = False

    @allow_unauthenticated
    def get(self) -> None:
        """It does, if this arrives."""
        self.finish(b'{"status":"ok"}')


class DetailedHealth(Answering):
    """Whether the store answers, too."""

    _track_activity = False

    @reads
    async def get(self) -> None:
        """Ask it."""
        status: dict[str, str] = {"status": "ok", "version": __version__, "database": "connected"}
        try:
            await self.room.call(lambda engine: engine.changes.newest())
        except AttuneError as error:
            self.set_status(503)
            status |= {"status": "error", "database": "disconnected", "error": str(error)}
        await self.finish(msgspec.json.encode(status))


class Description(Answering):
    """The OpenAPI document."""

    @reads
    async def get(self) -> None:
        """All of it."""
        document = openapi.document(url_path_join(self.base_url, PREFIX))
        await self.finish(msgspec.json.encode(document))


def _inside_html(value: dict[str, str]) -> str:
    """JSON that no text in it can break out of."""
    return msgspec.json.encode(value).decode().replace("<", "\\u003c").replace("&", "\\u0026")
