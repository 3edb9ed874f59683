import threading
from collections.abc import Iterator
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import urlopen

import pytest

from sojourn.cli.serving import server


@pytest.fixture
def address(tmp_path: Path) -> Iterator[str]:
    """Serve a page on a free port of this machine."""
    (tmp_path / "report.html").write_text("<!doctype html><p>café</p>", "utf-8")
    with server(tmp_path / "report.html", port=0) as running:
        thread = threading.Thread(target=running.serve_forever, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{running.server_port}"
        running.shutdown()
        thread.join()


def test_the_page_is_served_and_may_load_nothing_else(address: str) -> None:
    with urlopen(f"{address}/", timeout=10) as answer:
        assert answer.read().decode() == "<!doctype html><p>café</p>"
        assert answer.headers["Content-Type"] == "text/html; charset=utf-8"
        assert "default-src 'none'" in answer.headers["Content-Security-Policy"]


@pytest.mark.parametrize("path", ["/report.html", "/../sojourn.toml", "/favicon.ico"])
def test_nothing_else_is_served(address: str, path: str) -> None:
    with pytest.raises(HTTPError) as caught:
        urlopen(f"{address}{path}", timeout=10)
    assert caught.value.code == 404
    caught.value.close()
