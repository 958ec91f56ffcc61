"""The server of the desk: Streamlit on this machine, and the images of pages beside it."""

import os
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType

from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route
from streamlit.starlette import App

from extraction.learning.deskexamples import DeskExamples
from extraction.learning.following import Follower
from extraction.pipeline import collect_rarely
from extraction.review.desk import Desk
from schemas.errors import GoujiError, UsageError
from schemas.frozen import Frozen
from schemas.settings import Settings
from ui.failures import complain

_ENVIRONMENT = "GOUJI_REVIEW"
_SCRIPT = Path(__file__).with_name("app.py")
_LOOPBACK = ("127.0.0.1", "localhost", "::1")

_THEME: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        "light": MappingProxyType(
            {
                "primaryColor": "#1f5f8b",
                "backgroundColor": "#fbfbf9",
                "secondaryBackgroundColor": "#f1f1ed",
                "textColor": "#1d2329",
                "borderColor": "#d9d9d2",
            }
        ),
        "dark": MappingProxyType(
            {
                "primaryColor": "#6db3e2",
                "backgroundColor": "#16191d",
                "secondaryBackgroundColor": "#1f242a",
                "textColor": "#e4e7ea",
                "borderColor": "#363d45",
            }
        ),
    }
)
_FONT = (
    "system-ui, -apple-system, 'Segoe UI', 'PingFang SC', 'Microsoft YaHei', "
    "'Noto Sans CJK SC', 'Noto Sans SC', sans-serif"
)


class Place(Frozen):
    """What a desk is opened over: its data folder, its database, and who sits at it."""

    data: Path
    database: str | None = None
    schema_file: Path | None = None
    who: str = ""


def place_of_this_process() -> Place:
    """The place that the server of this process was started for.

    Raises:
        UsageError: it was not started by `serve`.
    """
    told = os.environ.get(_ENVIRONMENT)
    if told is None:
        raise UsageError("the desk is opened by: gouji review DATA_DIR")
    return Place.model_validate_json(told)


@cache
def desk_of_this_process() -> Desk:
    """The one desk of this process, for the pages and the images beside them."""
    place = place_of_this_process()
    settings = Settings(database=place.database, schema_file=place.schema_file)
    return Desk(place.data, settings=settings)


@cache
def follower_of_this_process() -> Follower:
    """What keeps the examples of this process's desk right; started at the first call."""
    desk = desk_of_this_process()
    made = Follower(
        DeskExamples(desk),
        by_itself=desk.settings.examples_from_desk,
        failed=lambda error: complain(str(error)),
    )
    made.start()
    return made


def serve(place: Place, *, address: str, port: int, open_browser: bool) -> None:
    """Serve the desk until it is stopped.

    Raises:
        OutputError, UsageError, BusyError: the data folder or its database can't be used.
    """
    os.environ[_ENVIRONMENT] = place.model_dump_json()
    desk = desk_of_this_process()
    collect_rarely()
    images = Route("/page/{document}/{page:int}.png", _image_of(desk))
    # Another site's page must not reach the desk under a name of its own.
    hosts = list(_LOOPBACK) if address in _LOOPBACK else ["*"]
    guard = Middleware(TrustedHostMiddleware, allowed_hosts=hosts)
    app = App(_SCRIPT, routes=[images], middleware=[guard])
    try:
        app.run(config=_config(address, port, open_browser))
    finally:
        follower_of_this_process().close()
        desk.close()


def _config(address: str, port: int, open_browser: bool) -> dict[str, object]:
    made: dict[str, object] = {
        "server.address": address,
        "server.port": port,
        "server.headless": not open_browser,
        "server.fileWatcherType": "none",
        "server.runOnSave": False,
        # A run that is broken off by the next would leave a decision without its answer.
        "runner.fastReruns": False,
        "server.maxMessageSize": 400,
        "browser.gatherUsageStats": False,
        "client.toolbarMode": "minimal",
        "client.showErrorDetails": "none",
        "client.showErrorLinks": False,
        "logger.hideWelcomeMessage": True,
        "logger.level": "error",
        "theme.font": _FONT,
        "theme.baseFontSize": 15,
        "theme.baseRadius": "4px",
    }
    if address in _LOOPBACK:
        made["server.allowedHosts"] = list(_LOOPBACK)
    for name, colours in _THEME.items():
        made.update({f"theme.{name}.{key}": value for key, value in colours.items()})
    return made


def _image_of(desk: Desk) -> Callable[[Request], Response]:
    """A route that gives the image of a page."""

    def answer(request: Request) -> Response:
        try:
            image = desk.page_image(request.path_params["document"], request.path_params["page"])
        except GoujiError as error:
            return PlainTextResponse(str(error), status_code=404)
        held = {"Cache-Control": "private, max-age=86400", "X-Content-Type-Options": "nosniff"}
        return Response(image.png, media_type="image/png", headers=held)

    return answer
