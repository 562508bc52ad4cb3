"""The process that sends alerts and the e-mails of trips: `python -m bot.delivery`."""

from __future__ import annotations

import datetime
import logging
import signal
import sys
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import FIRST_EXCEPTION, ThreadPoolExecutor, wait

from bot.alerts import sending as alerts_sending
from bot.errors import AssistantError, SettingsError
from bot.mail import sending as mail_sending
from bot.mail.smtp import MailServer
from bot.settings import Settings, get_settings
from bot.storage.alerts import Alerts
from bot.storage.database import DatabaseError
from bot.storage.outbox import Outbox

PAUSE_SECONDS = 1.0

logger = logging.getLogger(__name__)

# Sends one of what is due at a moment, and says whether there was one.
Worker = Callable[[datetime.datetime], bool]


def main() -> int:
    """Send what is due until the process is asked to stop."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(message)s")
    logging.getLogger("urllib3").setLevel(logging.ERROR)  # its warnings show addresses
    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())
    try:
        workers = workers_of(get_settings())
    except AssistantError as error:
        logger.error("delivery.not_started reason=%s", error)
        return 1
    deliver(workers, stop)
    return 0


def workers_of(settings: Settings) -> list[Worker]:
    """Return a worker for each target of alerts, and one for the e-mails of trips.

    So a target that does not answer keeps no other waiting.

    Raises:
        SettingsError: There is neither.
    """
    workers = [_alert_worker(target, settings) for target in settings.alert_targets]
    if settings.smtp_host:
        workers.append(_mail_worker(settings))
    if not workers:
        raise SettingsError(
            "There is nobody to send to: neither TRAVEL_ASSISTANT_SMTP_HOST is set nor an "
            "address for alerts, such as TRAVEL_ASSISTANT_ALERT_WEBHOOK_URL"
        )
    return workers


def deliver(workers: Sequence[Worker], stop: threading.Event) -> None:
    """Let workers send what is due, as it becomes due, until `stop` is set.

    What a database or a target does is logged and outlived. Any other error of a worker stops all
    of them and is raised: a new process begins afresh.
    """
    logger.info("delivery.started")
    with ThreadPoolExecutor(len(workers)) as pool:
        running = [pool.submit(_work, worker, stop) for worker in workers]
        wait(running, return_when=FIRST_EXCEPTION)
        stop.set()
    for future in running:
        future.result()
    logger.info("delivery.stopped")


def _work(worker: Worker, stop: threading.Event) -> None:
    while not stop.is_set():
        try:
            if worker(datetime.datetime.now(tz=datetime.timezone.utc)):
                continue
        except DatabaseError as error:
            logger.error("delivery.database_failed error=%s", type(error.__cause__).__name__)
        stop.wait(PAUSE_SECONDS)


def _alert_worker(target: str, settings: Settings) -> Worker:
    send = alerts_sending.sender_to(target, settings)
    url = settings.database_url
    return lambda now: alerts_sending.send_next(Alerts(url), target, send, now)


def _mail_worker(settings: Settings) -> Worker:
    server = MailServer.of_settings(settings)
    url = settings.database_url
    return lambda now: mail_sending.send_next(Outbox(url), server, now)


if __name__ == "__main__":
    sys.exit(main())
