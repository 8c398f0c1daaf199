"""The door for web servers: ``gunicorn wsgi:app``."""

from jobcentre.application import create_app

app = create_app()
