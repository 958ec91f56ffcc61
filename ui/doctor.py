"""`gouji doctor`: the trials of the endpoint as a table, and what is wrong in one sentence."""

from extraction.models.dispatcher import Dispatcher
from extraction.models.doctor import Diagnosis, Trial, diagnose
from extraction.models.endpoint import base_url
from extraction.models.pricing import Prices
from schemas.settings import Settings
from ui.console import Heading, Item, Mark, Screen
from ui.failures import FAILED, complain


def run_doctor(settings: Settings) -> int:
    """Try the endpoint of the settings, tell what came of it, and give the exit code.

    Raises UsageError where the URL is none, or the price table is wrong.
    """
    screen = Screen()
    screen.line(f"endpoint  {_host(settings)}")
    screen.line(f"model     {settings.model or '—'}")
    prices = Prices.load(settings)
    with Dispatcher() as dispatcher:
        found = dispatcher.run(diagnose(settings))
    if found.trials:
        screen.line()
        _show(screen, found)
    if found.wrong is not None:
        complain(found.wrong)
        return FAILED
    screen.line()
    notice = prices.notice(settings.model) if settings.model else None
    screen.line(f"Nothing is wrong{f', but {notice}' if notice else ''}.")
    return 0


def _host(settings: Settings) -> str:
    # A name and a password may stand in the URL.
    return base_url(settings).rpartition("@")[2].removeprefix("https://").removeprefix("http://")


def _show(screen: Screen, found: Diagnosis) -> None:
    headings = (Heading("tried"), Heading(""), Heading("seconds", figures=True), Heading(""))
    screen.table(headings, [_line(trial) for trial in found.trials])


def _line(trial: Trial) -> tuple[Item, Item, Item, Item]:
    result = {True: Mark("yes", "green"), False: Mark("no", "bold red"), None: Mark("—")}
    seconds = "" if trial.seconds is None else f"{trial.seconds:.2f}"
    return trial.name, result[trial.passed], seconds, trial.note
