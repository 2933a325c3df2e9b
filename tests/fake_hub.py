"""A hub of models on 127.0.0.1: what ``huggingface_hub`` asks of the real one, and its failures."""

from __future__ import annotations

import hashlib
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import unquote, urlsplit


@dataclass
class FakeHub:
    """One repository at one revision.

    ``served`` replaces a file's bytes without a word in the metadata; ``cut`` breaks a file's
    download off after so many bytes (0: at once), every time until it is taken out.
    """

    repository: str
    revision: str
    files: dict[str, bytes]
    large: set[str] = field(default_factory=lambda: {"model.safetensors", "pytorch_model.bin"})
    served: dict[str, bytes] = field(default_factory=dict)
    cut: dict[str, list[int]] = field(default_factory=dict)
    asked: list[tuple[str, str]] = field(default_factory=list)  # (path, Range)
    tokens: list[str] = field(default_factory=list)
    url: str = ""

    def metadata(self) -> dict:
        siblings = []
        for path, content in self.files.items():
            about = {"rfilename": path, "size": len(content), "blobId": blob_id(content)}
            if path in self.large:
                sha256 = hashlib.sha256(content).hexdigest()
                about["lfs"] = {"sha256": sha256, "size": len(content), "pointerSize": 134}
            siblings.append(about)
        return {"id": self.repository, "sha": self.revision, "siblings": siblings}


def blob_id(content: bytes) -> str:
    """Git's id of a file's content."""
    return hashlib.sha1(b"blob %d\0" % len(content) + content).hexdigest()


@contextmanager
def serving(hub: FakeHub) -> Iterator[FakeHub]:
    """Serve it until the block ends."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            path = unquote(urlsplit(self.path).path)
            if token := self.headers.get("Authorization"):
                hub.tokens.append(token)
            if path == f"/api/models/{hub.repository}/revision/{hub.revision}":
                self.answer(200, json.dumps(hub.metadata()).encode())
            elif path.startswith(f"/api/models/{hub.repository}/revision/"):
                self.answer(404, b"{}", {"X-Error-Code": "RevisionNotFound"})
            elif (
                name := path.removeprefix(f"/{hub.repository}/resolve/{hub.revision}/")
            ) in hub.files:
                self.send_file(name)
            else:
                self.answer(404, b"{}", {"X-Error-Code": "RepoNotFound"})

        def send_file(self, name: str) -> None:
            content = hub.served.get(name, hub.files[name])
            wanted = self.headers.get("Range", "")
            hub.asked.append((name, wanted))
            first = int(wanted.removeprefix("bytes=").split("-")[0]) if wanted else 0
            about = {"Content-Range": f"bytes {first}-{len(content) - 1}/{len(content)}"}
            rest = content[first:]
            limits = hub.cut.get(name)
            limit = None if limits is None else limits.pop(0) if limits else 0
            self.answer(206 if wanted else 200, rest, about if wanted else {}, limit)

        def answer(self, status: int, body: bytes, headers=None, limit: int | None = None) -> None:
            self.send_response(status)
            self.send_header("Content-Length", str(len(body)))
            for header, value in (headers or {}).items():
                self.send_header(header, value)
            self.end_headers()
            self.wfile.write(body[:limit])
            self.close_connection = True

        def log_message(self, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    hub.url = f"http://127.0.0.1:{server.server_port}"
    try:
        yield hub
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def model_files(weights: bytes = b"weights " * 4000) -> dict[str, bytes]:
    """The files of a repository, those that no encoder reads among them."""
    modules = [
        {"idx": 0, "name": "0", "path": "", "type": "sentence_transformers.models.Transformer"},
        {
            "idx": 1,
            "name": "1",
            "path": "1_Pooling",
            "type": "sentence_transformers.models.Pooling",
        },
    ]
    return {
        ".gitattributes": b"*.safetensors filter=lfs\n",
        "1_Pooling/config.json": b'{"pooling_mode_mean_tokens": true}',
        "README.md": b"# A model\n",
        "config.json": b'{"model_type": "bert"}',
        "model.safetensors": weights,
        "modules.json": json.dumps(modules).encode(),
        "onnx/model.onnx": b"a second form of the weights",
        "pytorch_model.bin": b"pickled",
        "tokenizer.json": b'{"version": "1.0"}',
        "tokenizer_config.json": b"{}",
        "train_script.py": b"print('code')",
    }
