# SPDX-License-Identifier: MIT
"""Django REST framework itself, as the oracle of the differential tests.

Reads one JSON command a line from standard input and answers each with one JSON line; ends with its
input. Commands:

  {"reset": {"rows": [[id, "created_at"], ...], "ordering": "-created_at" or "-id", "page_size": n}}
  {"insert": [[id, "created_at"], ...]}    the times are read by the framework's own DateTimeField
  {"delete": [id, ...]}
  {"accounts": [["key", "secret"], ...]}   credentials are checked from now on; null: no longer
  {"get": {"target": "/path?query", "host": "example.com:8080", "secure": false,
           "method": "GET", "headers": {"accept": "..."}}}
  {"batch": [command, ...]}                answered by the list of the answers

A text that stands for bytes (target, header values) has one character below U+0100 for each byte.
"get" answers {"status": n, "allow": text or null} with, under 200, "next", "previous" and "ids", else
"detail" where the body has one, and under 500 "exception", the type that the framework let through.
Every other command answers {}; one that failed itself answers {"failure": "..."}.
"""
import gc
import io
import json
import logging
import sys
import urllib.parse
import warnings

import django
from django.conf import settings

settings.configure(
    ALLOWED_HOSTS=["*"],
    DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}},
    DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
    LOGGING_CONFIG=None,
    MIDDLEWARE=[],
    REST_FRAMEWORK={
        "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
        "UNAUTHENTICATED_USER": None,
    },
    ROOT_URLCONF=__name__,
    SECRET_KEY="not a secret",
    TIME_ZONE="UTC",
    USE_TZ=True,
)
django.setup()
logging.disable(logging.CRITICAL)
# A position without a zone is taken as UTC, with a warning each time.
warnings.simplefilter("ignore", RuntimeWarning)

from django.core.handlers.wsgi import WSGIHandler  # noqa: E402
from django.core.signals import got_request_exception  # noqa: E402
from django.db import connection, models  # noqa: E402
from django.urls import re_path  # noqa: E402
from rest_framework import authentication, exceptions, generics, pagination, permissions  # noqa: E402
from rest_framework import serializers  # noqa: E402


class Log(models.Model):
    id = models.BigIntegerField(primary_key=True)
    created_at = models.DateTimeField(db_index=True)

    class Meta:
        app_label = "oracle"


class LogSerializer(serializers.BaseSerializer):
    """The id alone: only the pages are compared, not what is on them."""

    def to_representation(self, instance):
        return {"id": instance.id}


class Pagination(pagination.CursorPagination):
    page_size = 100
    ordering = ("-created_at", "id")


class Account:
    is_authenticated = True


class BasicAuthentication(authentication.BasicAuthentication):
    def authenticate_credentials(self, userid, password, request=None):
        if accounts.get(userid) != password:
            raise exceptions.AuthenticationFailed("Invalid username/password.")
        return Account(), None

    def authenticate_header(self, request):
        return "Bearer"


class Logs(generics.ListAPIView):
    queryset = Log.objects.all()
    serializer_class = LogSerializer
    pagination_class = Pagination
    authentication_classes = []
    permission_classes = []


accounts = {}
urlpatterns = [re_path(r"^api/v2/integrations/logs/?$", Logs.as_view())]
handler400 = "rest_framework.exceptions.bad_request"
handler500 = "rest_framework.exceptions.server_error"

created_at_field = serializers.DateTimeField()
last_exception = None
EMPTY = io.BytesIO()


def note_exception(**_):
    global last_exception
    last_exception = sys.exc_info()[0].__name__


def insert(rows):
    Log.objects.bulk_create(
        Log(id=number, created_at=created_at_field.run_validation(text)) for number, text in rows
    )
    return {}


def delete(ids):
    Log.objects.filter(id__in=ids).delete()
    return {}


def reset(data):
    Pagination.page_size = data["page_size"]
    Pagination.ordering = {"-created_at": ("-created_at", "id"), "-id": ("-id",)}[data["ordering"]]
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM oracle_log")
    return insert(data["rows"])


def set_accounts(pairs):
    accounts.clear()
    accounts.update(pairs or [])
    Logs.authentication_classes = [] if pairs is None else [BasicAuthentication]
    Logs.permission_classes = [] if pairs is None else [permissions.IsAuthenticated]
    return {}


def get(request):
    """Takes the way of any WSGI server: the query string is handed over as it came."""
    global last_exception
    path, _, query = request["target"].partition("?")
    secure = request.get("secure", False)
    environ = {
        "REQUEST_METHOD": request.get("method", "GET"),
        "SCRIPT_NAME": "",
        "PATH_INFO": urllib.parse.unquote_to_bytes(path.encode("latin-1")).decode("latin-1"),
        "QUERY_STRING": query,
        "SERVER_NAME": "localhost",
        "SERVER_PORT": "443" if secure else "80",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "HTTP_HOST": request["host"],
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": "https" if secure else "http",
        "wsgi.input": EMPTY,
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": False,
        "wsgi.multiprocess": False,
        "wsgi.run_once": False,
    }
    for name, value in request.get("headers", {}).items():
        environ["HTTP_" + name.upper().replace("-", "_")] = value

    started = []
    last_exception = None
    response = handler(environ, lambda status, fields: started.extend((status, dict(fields))))
    try:
        content = b"".join(response)
    finally:
        response.close()

    status, fields = started
    answer = {"status": int(status[:3]), "allow": fields.get("Allow")}
    if answer["status"] == 500:
        answer["exception"] = last_exception
        return answer
    is_json = fields.get("Content-Type") == "application/json"
    document = json.loads(content) if is_json else {}
    if answer["status"] == 200 and "results" in document:
        answer["next"] = document["next"]
        answer["previous"] = document["previous"]
        answer["ids"] = [row["id"] for row in document["results"]]
    elif "detail" in document:
        answer["detail"] = document["detail"]
    return answer


def batch(commands):
    return [run(command) for command in commands]


COMMANDS = {
    "reset": reset,
    "insert": insert,
    "delete": delete,
    "accounts": set_accounts,
    "get": get,
    "batch": batch,
}


def run(command):
    try:
        ((name, argument),) = command.items()
        return COMMANDS[name](argument)
    except Exception as error:
        return {"failure": "%s: %s" % (type(error).__name__, error)}


got_request_exception.connect(note_exception)
handler = WSGIHandler()
with connection.schema_editor() as editor:
    editor.create_model(Log)
gc.freeze()

for line in sys.stdin.buffer:
    sys.stdout.write(json.dumps(run(json.loads(line))) + "\n")
    sys.stdout.flush()
