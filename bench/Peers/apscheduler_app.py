"""APScheduler 3.x with its SQLAlchemy job store, as a process of its own; ChildPeer.cs has the orders."""

import http.client
import json
import os
import sys
import threading
from datetime import datetime, timezone
from urllib.parse import urlsplit

from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.jobstores.sqlalchemy import SQLAlchemyJobStore
from apscheduler.schedulers.background import BackgroundScheduler

CALLS = urlsplit(os.environ["PEER_CALLS"])
BODY = json.dumps({"message": os.environ["PEER_MESSAGE"]})
POOL = int(os.environ["PEER_POOL"])
of_thread = threading.local()


def call(key):
    """One call; a connection for each thread."""
    if not hasattr(of_thread, "connection"):
        of_thread.connection = http.client.HTTPConnection(CALLS.hostname, CALLS.port)
    of_thread.connection.request("POST", CALLS.path, BODY, {"Content-Type": "application/json", "Idempotency-Key": key})
    answer = of_thread.connection.getresponse()
    answer.read()
    if answer.status != 200:
        raise RuntimeError(f"{key}: {answer.status}")


def make(prefix, count, due, every):
    scheduler.pause()
    for i in range(int(count)):
        key = f"{prefix}-{i}"
        scheduler.add_job(call, "interval", seconds=int(every), start_date=datetime.fromtimestamp(int(due) / 1000, timezone.utc), id=key, args=[key])
    scheduler.resume()
    return "made"


def done(prefix, due):
    """How many jobs say that their next time is a later one."""
    return sum(job.id.startswith(prefix + "-") and job.next_run_time.timestamp() * 1000 > int(due) for job in scheduler.get_jobs())


def say(answer):
    print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    scheduler = BackgroundScheduler(
        jobstores={"default": SQLAlchemyJobStore(url="sqlite:///" + os.environ["PEER_STORE"])},
        executors={"default": ThreadPoolExecutor(POOL)},
        job_defaults={"coalesce": True, "misfire_grace_time": None},
        timezone=timezone.utc,
    )
    scheduler.start()
    say("ready")
    for order in sys.stdin:
        name, *words = order.split()
        say({"make": make, "done": done}[name](*words))
    scheduler.shutdown()
