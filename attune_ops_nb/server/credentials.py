"""Credentials: who may ask. Every handler of ours passes through here before anything is done.

Who somebody is, Jupyter knows (token, cookie, JupyterHub). Here are the checks against requests
that a foreign page makes a browser send: Host, Origin and XSRF. They are left out only for
requests that carry a token, as a foreign page does not know it.
"""

import ipaddress
from collections.abc import Callable, Iterable
from typing import Any, TypeVar, cast
from urllib.parse import urlsplit

from jupyter_server.auth.decorator import authorized
from jupyter_server.base.handlers import JupyterHandler
from tornado.web import HTTPError, authenticated

M = TypeVar("M", bound=Callable[..., Any])
RESOURCE = "attune_ops"
"""What an Authorizer is asked about."""
HOSTS = "attune_ops_hosts"
"""The setting with the host names we answer to; absent inside somebody else's Jupyter server."""


def reads(method: M) -> M:
    """For a method that shows something to those who may see it."""
    return cast(M, authenticated(authorized(action="read", resource=RESOURCE)(method)))


def writes(method: M) -> M:
    """For a method that changes something, for those who may."""
    return cast(M, authenticated(authorized(action="write", resource=RESOURCE)(method)))


class Guarded(JupyterHandler):
    """A handler that answers nobody whom it should not."""

    public = False
    """Whether it answers without a token, too."""

    async def prepare(self, **_: Any) -> None:
        """Refuse what is not for us."""
        # Not `super`: APIHandler says of a foreign origin that there is nothing here.
        await JupyterHandler.prepare(self)
        if self.current_user is None and not self.public:
            self.get_login_url()
        if not self.check_origin():
            raise HTTPError(403, "requests of other sites are refused")

    def check_host(self) -> bool:
        """A foreign name that leads to our address is a DNS rebinding attack."""
        hosts = self.settings.get(HOSTS)
        return super().check_host() and (hosts is None or answers_to(self.request.host, hosts))

    def check_xsrf_cookie(self) -> None:
        """Called by Jupyter for every request that changes state."""
        if not hasattr(self, "_jupyter_current_user"):
            return  # tornado asks before it is known who asks; `prepare` asks again
        if self.current_user is None:
            raise HTTPError(401, "the token is missing or wrong")
        if not self.check_origin():
            raise HTTPError(403, "requests of other sites are refused")
        super().check_xsrf_cookie()

    def get_login_url(self) -> str:
        """A program is told; only the page leads to the login form."""
        raise HTTPError(401, "the token is missing or wrong")

    @property
    def login(self) -> str | None:
        """The name of who asks; None if it is whoever holds the token, that is, the owner."""
        user = self.current_user
        if user is None or user.name.startswith("Anonymous "):
            return None
        return str(user.username)


def answers_to(host: str, names: Iterable[str]) -> bool:
    """Whether `host`, as in the header, is one of `names`. An address cannot be rebound."""
    name = bare(host)
    return is_address(name) or name in names


def bare(host: str) -> str:
    """`host` in lower case, without port and brackets."""
    if is_address(host):
        return host
    return urlsplit(f"//{host}").hostname or ""


def is_loopback(host: str) -> bool:
    """Whether only this machine can reach what listens on `host`."""
    return host == "localhost" or (is_address(host) and ipaddress.ip_address(host).is_loopback)


def is_address(name: str) -> bool:
    """Whether `name` is an IP address."""
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True
