"""Pages opened in Chromium, without a window and without a network."""

import shutil
import subprocess
from pathlib import Path

OPTIONS = "--headless --no-sandbox --disable-gpu --no-first-run --disable-background-networking --disable-sync"


def dump(page: Path, folder: Path, *, width: int = 1280) -> str:
    """Open a page, let its scripts run, and give what it has become; the browser's files stay in the folder."""
    chromium = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    assert chromium, "these tests need Chromium: apt-get install chromium"
    command = [
        chromium,
        *OPTIONS.split(),
        "--disable-component-update",
        f"--user-data-dir={folder / 'profile'}",
        f"--window-size={width},1200",
        "--virtual-time-budget=8000",
        "--dump-dom",
        page.as_uri(),
    ]
    return subprocess.run(command, capture_output=True, text=True, timeout=120, check=True).stdout
