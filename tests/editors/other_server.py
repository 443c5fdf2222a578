#!/usr/bin/env python3
"""A second Markdown server with an outline, completion and hover of its own, as marksman would give: for what happens when two serve one
buffer. It knows nothing of the text but its lines that begin with '#'."""
import json
import os
import sys


def read():
    length = None
    while line := sys.stdin.buffer.readline():
        if not line.strip():
            return json.loads(sys.stdin.buffer.read(length))
        name, value = line.split(b":", 1)
        if name.lower() == b"content-length":
            length = int(value)
    return None


def send(message):
    body = json.dumps({"jsonrpc": "2.0", **message}).encode()
    sys.stdout.buffer.write(b"Content-Length: %d\r\n\r\n%s" % (len(body), body))
    sys.stdout.buffer.flush()


def symbols(text):
    found = []
    for number, line in enumerate(text.split("\n")):
        if line.startswith("#"):
            place = {"start": {"line": number, "character": 0}, "end": {"line": number, "character": len(line)}}
            found.append({"name": "OTHER " + line.lstrip("# "), "kind": 15, "range": place, "selectionRange": place})
    return found


texts = {}
while (message := read()) is not None:
    method, params = message.get("method"), message.get("params") or {}
    uri = params.get("textDocument", {}).get("uri")
    result = None
    if method == "initialize":
        result = {"capabilities": {"textDocumentSync": 1, "documentSymbolProvider": True, "hoverProvider": True},
                  "serverInfo": {"name": "other"}}
    elif method == "textDocument/didOpen":
        texts[uri] = params["textDocument"]["text"]
        if log := os.environ.get("PREP_LS_OTHER_LOG"):
            with open(log, "a", encoding="utf-8") as file:
                print(uri, file=file)
    elif method == "textDocument/didChange":
        texts[uri] = params["contentChanges"][-1]["text"]
    elif method == "textDocument/documentSymbol":
        result = symbols(texts.get(uri, ""))
    elif method == "exit":
        sys.exit(0)
    if "id" in message and method:
        send({"id": message["id"], "result": result})
