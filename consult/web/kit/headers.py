"""What every response says about safety and caching."""

from flask import Flask, Response, g, session
from flask.sessions import SecureCookieSessionInterface, SessionMixin

POLICY = "default-src 'self'; object-src 'none'; base-uri 'none'; frame-ancestors 'none'; form-action 'self'"
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}
TRANSPORT = "max-age=63072000; includeSubDomains"


def safe_headers(app: Flask) -> dict[str, str]:
    """The same for pages and files; over TLS also that nothing else shall be used."""
    secure = app.config["SESSION_COOKIE_SECURE"]
    return HEADERS | ({"Strict-Transport-Security": TRANSPORT} if secure else {})


class Sessions(SecureCookieSessionInterface):
    """A page shown without a session does not vary by cookie because one was looked for."""

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:
        if not session and not session.modified and response.status_code < 400:
            session.accessed = False
        super().save_session(app, session, response)


def init_app(app: Flask) -> None:
    app.session_interface = Sessions()
    always = safe_headers(app)

    @app.after_request
    def harden(response: Response) -> Response:
        response.headers.extend({key: value for key, value in always.items() if key not in response.headers})
        if g.get("personal") or session.modified:
            response.headers.setdefault("Cache-Control", "private, no-store")
        return response
