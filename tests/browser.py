"""A headless Chromium, told what to do through its DevTools protocol."""

from __future__ import annotations

import json
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.request import urlopen

NAMES = ("chromium", "chromium-browser", "google-chrome")
_FLAGS = (
    *("--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
    *("--disable-dev-shm-usage", "--window-size=1400,900", "--remote-debugging-port=0"),
    *("--disable-renderer-backgrounding", "--disable-backgrounding-occluded-windows"),
    "--remote-allow-origins=*",
)
_PATIENCE = 60.0


def chromium() -> str:
    """The browser's path; empty if there is none."""
    return next(filter(None, map(shutil.which, NAMES)), "") or ""


class Tab:
    """One page: what it evaluates, and what has happened in it."""

    def __init__(self, url: str) -> None:
        import websocket

        self._socket = websocket.create_connection(url, timeout=_PATIENCE)
        self._number = 0
        self.events: list[dict[str, Any]] = []
        for domain in ("Page", "Runtime", "Log", "Network"):
            self.send(f"{domain}.enable")

    def send(self, method: str, **params: Any) -> dict[str, Any]:
        """The answer to one message; what comes before it is kept among the events."""
        self._number += 1
        message = {"id": self._number, "method": method, "params": params}
        self._socket.send(json.dumps(message))
        while True:
            told = json.loads(self._socket.recv())
            if told.get("id") == self._number:
                assert "error" not in told, told
                return dict(told["result"])
            self.events.append(told)

    def open(self, path: Path) -> None:
        """Opens a file, and waits until it is there."""
        self.events.clear()
        self.send("Page.navigate", url=path.as_uri())
        start = time.monotonic()
        while not any(event.get("method") == "Page.loadEventFired" for event in self.events):
            assert time.monotonic() < start + _PATIENCE
            self.send("Runtime.evaluate", expression="1")
            time.sleep(0.02)

    def value(self, expression: str) -> Any:
        """What JavaScript makes of an expression."""
        told = self.send("Runtime.evaluate", expression=expression, returnByValue=True)
        assert "exceptionDetails" not in told, told
        return told["result"].get("value")

    def press(self, key: str) -> None:
        """Presses a key, and lets go of it."""
        for sort in ("keyDown", "keyUp"):
            self.send("Input.dispatchKeyEvent", type=sort, key=key, code=key)

    def point(self, query: str, *, click: bool = False) -> None:
        """Moves the pointer to the middle of an element, and clicks there if told to."""
        place = f"(() => {{ const e = document.querySelector({json.dumps(query)}); "
        place += "e.scrollIntoView({block: 'center'}); const r = e.getClientRects()[0]; "
        place += "return [r.x + r.width / 2, r.y + r.height / 2]; })()"
        x, y = self.value(place)
        self.send("Input.dispatchMouseEvent", type="mouseMoved", x=x, y=y)
        for sort in ("mousePressed", "mouseReleased") if click else ():
            given = {"type": sort, "x": x, "y": y, "button": "left", "clickCount": 1}
            self.send("Input.dispatchMouseEvent", **given)

    def complaints(self) -> list[str]:
        """Errors, refused scripts and styles, and whatever was said in the console."""
        sorts = ("Runtime.exceptionThrown", "Runtime.consoleAPICalled", "Log.entryAdded")
        return [json.dumps(event) for event in self.events if event.get("method") in sorts]

    def requests(self) -> list[str]:
        """What was asked for."""
        asked = (e for e in self.events if e.get("method") == "Network.requestWillBeSent")
        return [str(event["params"]["request"]["url"]) for event in asked]


@contextmanager
def open_tab(folder: Path) -> Iterator[Tab]:
    """A tab of a browser of its own, which keeps all that it has to keep in `folder`."""
    command = [chromium(), *_FLAGS, f"--user-data-dir={folder}", "about:blank"]
    quiet = subprocess.DEVNULL
    with subprocess.Popen(command, stdout=quiet, stderr=quiet) as process:
        try:
            yield Tab(_address(folder / "DevToolsActivePort", process))
        finally:
            process.kill()


def _address(file: Path, process: subprocess.Popen[bytes]) -> str:
    """Where the first page listens."""
    start = time.monotonic()
    while time.monotonic() < start + _PATIENCE and process.poll() is None:
        lines = file.read_text().split() if file.exists() else []
        if len(lines) > 1:
            with urlopen(f"http://127.0.0.1:{lines[0]}/json") as answer:
                pages = [page for page in json.load(answer) if page["type"] == "page"]
            if pages:
                return str(pages[0]["webSocketDebuggerUrl"])
        time.sleep(0.05)
    raise AssertionError("the browser does not answer")
