"""Serve one page to this machine until interrupted: for people whose browser cannot open files."""

from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import click


def serve(page: Path, *, port: int) -> None:
    """Serve a page on the loopback address until Ctrl-C; says where it is."""
    with server(page, port=port) as running:
        click.echo(f"Serving it at http://127.0.0.1:{running.server_port}/ until Ctrl-C")
        try:
            running.serve_forever()
        except KeyboardInterrupt:
            click.echo("stopped", err=True)


def server(page: Path, *, port: int) -> ThreadingHTTPServer:
    """Make the server; it reads the page anew for each request and knows no other path."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            """Send the page."""
            if self.path != "/":
                self.send_error(404)
                return
            content = page.read_bytes()
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.send_header("Content-Length", str(len(content)))
            self.send_header(
                "Content-Security-Policy",
                "default-src 'none'; style-src 'unsafe-inline'; img-src data:; font-src data:",
            )
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, format: str, *args: object) -> None:
            """Say nothing: requests are the reader's own."""

    return ThreadingHTTPServer(("127.0.0.1", port), Handler)
