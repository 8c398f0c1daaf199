"""The provider itself: `python -m tests.brokers <time>` writes its port and serves until its parent ends.

As brokers do, it sends people on from its own name (localhost) to another one (127.0.0.1) before it asks them anything.
"""

import logging
import sys
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

import time_machine
from authlib.integrations.flask_oauth2 import AuthorizationServer  # type: ignore[import-untyped]
from authlib.oauth2.base import OAuth2Error  # type: ignore[import-untyped]
from authlib.oauth2.rfc7636 import CodeChallenge  # type: ignore[import-untyped]
from flask import Flask, jsonify, redirect, render_template_string, request
from flask.typing import ResponseReturnValue
from werkzeug.serving import make_server

from tests.brokers.grants import Client, State, code_grant, new_key, open_id

CLIENT_ID, CLIENT_SECRET = "jobcentre-test", "a secret between two"
PAGE = """<!doctype html><html lang="da"><title>Broker</title><h1>Log ind hos brokeren</h1><form method="post">
{% for person in people %}<button name="person" value="{{ person }}">{{ person }}</button>{% endfor %}
<button name="person" value="">Fortryd</button></form>"""


def make_app(state: State) -> Flask:
    app = Flask(__name__)
    app.config["OAUTH2_TOKEN_EXPIRES_IN"] = {"authorization_code": 300}
    server = AuthorizationServer(
        app,
        query_client=lambda _id: Client(state) if _id == state.client_id else None,
        save_token=lambda *_unused: None,
    )
    server.register_grant(code_grant(state), [open_id(state), CodeChallenge(required=True)])
    _describe(app, state)
    _ask(app, state, server)
    _tell(app, state, server)
    _steer(app, state)
    return app


def _describe(app: Flask, state: State) -> None:
    @app.before_request
    def count() -> None:
        state.calls[request.path] = state.calls.get(request.path, 0) + 1

    @app.get("/.well-known/openid-configuration")
    def discovery() -> ResponseReturnValue:
        base = state.issuer
        told = {
            "issuer": base,
            "authorization_endpoint": f"{base}/authorize",
            "token_endpoint": f"{base}/token",
            "userinfo_endpoint": f"{base}/userinfo",
            "jwks_uri": f"{base}/jwks",
            "response_types_supported": ["code"],
            "subject_types_supported": ["public"],
            "id_token_signing_alg_values_supported": ["RS256"],
            "token_endpoint_auth_methods_supported": ["client_secret_post"],
            "code_challenge_methods_supported": ["S256"],
            "authorization_response_iss_parameter_supported": True,
        }
        return jsonify(told | state.bent.get("discovery", {}))

    @app.get("/favicon.ico")
    def icon() -> ResponseReturnValue:
        return "", 204

    @app.get("/jwks")
    def jwks() -> ResponseReturnValue:
        return {"keys": state.bent.get("keys", [state.key.as_dict(private=False)])}


def _ask(app: Flask, state: State, server: Any) -> None:
    @app.get("/authorize")
    def authorize() -> ResponseReturnValue:
        state.asked.append(request.args.to_dict())
        return redirect(f"http://127.0.0.1:{urlsplit(state.issuer).port}/login?{request.query_string.decode()}")

    @app.get("/login")
    def login() -> ResponseReturnValue:
        try:
            server.get_consent_grant(end_user=None)
        except OAuth2Error as fault:
            return f"{fault.error}: {fault.description}", 400
        return render_template_string(PAGE, people=state.people)

    @app.post("/login")
    def logged_in() -> ResponseReturnValue:
        person = request.form["person"]
        grant = server.get_consent_grant(end_user=person or None)
        answer = server.create_authorization_response(grant=grant, grant_user=person or None)
        issuer = state.bent.get("answer_issuer", state.issuer)
        return redirect(f"{answer.headers['Location']}{f'&iss={issuer}' if issuer else ''}")


def _tell(app: Flask, state: State, server: Any) -> None:
    @app.post("/token")
    def token() -> ResponseReturnValue:
        if status := state.bent.get("token_status"):
            return "out of order", int(status)
        answer: ResponseReturnValue = server.create_token_response()
        return answer

    @app.get("/userinfo")
    def userinfo() -> ResponseReturnValue:
        person = state.tokens[request.headers["Authorization"].removeprefix("Bearer ")]
        told = {"sub": person, **state.people[person], **state.bent.get("userinfo", {})}
        return jsonify({name: value for name, value in told.items() if value is not None})


def _steer(app: Flask, state: State) -> None:
    """For tests alone: who there is, what is wrong, and what was asked."""

    @app.post("/steer")
    def steer() -> ResponseReturnValue:
        said: dict[str, Any] = request.get_json()
        state.people = said.get("people", state.people)
        state.bent = said.get("bent", state.bent)
        if said.get("rotate"):
            state.key = new_key(said["rotate"])
        if said.get("forget"):
            state.asked, state.calls = [], {}
        return {"asked": state.asked, "calls": state.calls}


def main() -> None:
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    state = State("", CLIENT_ID, CLIENT_SECRET)
    with time_machine.travel(datetime.fromisoformat(sys.argv[1]), tick=False):
        server = make_server("127.0.0.1", 0, make_app(state), threaded=True)
        state.issuer = f"http://localhost:{server.server_port}"
        print(server.server_port, flush=True)
        server.serve_forever()


if __name__ == "__main__":
    main()
