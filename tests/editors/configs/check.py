#!/usr/bin/env python3
"""What the READMEs of the editors tell people to write, held against the real server: programs and arguments start it, settings are taken without a
word, commands and switches exist. For Zed and Sublime, which no registry has, this is all; for the others it goes with driving them.
usage: check.py ROOT NOTE"""
import json
import re
import subprocess
import sys
import tomllib
from pathlib import Path

ROOT, NOTE = Path(sys.argv[1]), Path(sys.argv[2]).resolve()
done = failed = 0


def ok(condition, name, detail=""):
    global done, failed
    done += 1
    failed += not condition
    print(f"{'ok' if condition else 'not ok'} {done} - {name}")
    if not condition and detail:
        print("\n".join(f"# {line}" for line in str(detail).split("\n")))


class Server:
    """A server that is asked one thing after the other; all that it says by itself is kept."""

    def __init__(self, argv, options):
        self.process = subprocess.Popen(argv, stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=NOTE.parent)
        self.said, self.number = [], 0
        self.capabilities = self.ask("initialize", {
            "processId": None, "rootUri": NOTE.parent.as_uri(), "capabilities": {}, "initializationOptions": options,
        })["capabilities"]
        self.send({"method": "initialized", "params": {}})

    def send(self, message):
        body = json.dumps({"jsonrpc": "2.0", **message}).encode()
        self.process.stdin.write(b"Content-Length: %d\r\n\r\n%s" % (len(body), body))
        self.process.stdin.flush()

    def read(self):
        length = 0
        while (line := self.process.stdout.readline()).strip():
            name, value = line.split(b":", 1)
            length = int(value) if name.lower() == b"content-length" else length
        return json.loads(self.process.stdout.read(length)) if length else None

    def ask(self, method, params):
        self.number += 1
        self.send({"id": self.number, "method": method, "params": params})
        while (message := self.read()) is not None:
            if message.get("id") == self.number and "method" not in message:
                return message.get("result")
            self.said.append(message)
        raise EOFError(f"{method}: the server ended")

    def wait(self, method):
        while True:
            for message in self.said:
                if message.get("method") == method:
                    return message["params"]
            message = self.read()
            if message is None:
                return None
            self.said.append(message)

    def open(self):
        self.send({"method": "textDocument/didOpen", "params": {"textDocument": {
            "uri": NOTE.as_uri(), "languageId": "markdown", "version": 1, "text": NOTE.read_text(encoding="utf-8")}}})
        published = self.wait("textDocument/publishDiagnostics")
        return [found["code"] for found in published["diagnostics"]] if published else []

    def messages(self):
        return [m["params"]["message"] for m in self.said if m.get("method") == "window/showMessage" and m["params"]["type"] <= 2]

    def end(self):
        self.ask("shutdown", None)
        self.send({"method": "exit"})
        return self.process.wait(10)


def blocks(readme, *languages):
    """The fenced blocks of a README, read."""
    found = re.findall(r"^ *```(\w+)\n(.*?)^ *```$", readme, re.M | re.S)
    return [text for language, text in found if language in languages]


def settings_of(config):
    """What an editor's configuration starts, and with which settings: [(argv, settings)]."""
    found = []
    if isinstance(config, dict):
        command = config.get("command") or config.get("path")
        arguments = config.get("args") or config.get("arguments") or []
        if isinstance(command, str) and "prep-ls" in command:
            found.append(([command, *arguments], config.get("initializationOptions", {})))
        elif isinstance(command, list) and command[:1] == ["prep-ls"]:
            found.append((command, config.get("initializationOptions", {})))
        for value in config.values():
            found += settings_of(value)
    return found


schema = json.loads(subprocess.run(["prep-ls", "schema"], capture_output=True, text=True, check=True).stdout)
features = set(schema["$defs"]["Features"]["properties"])
known = set(schema["properties"])
usage = subprocess.run(["prep-ls", "--help"], capture_output=True, text=True, check=True).stdout
subcommands = set(re.findall(r"^  ([a-z]+) ", usage, re.M))
plain = Server(["prep-ls", "server"], {})
commands = set(plain.capabilities["executeCommandProvider"]["commands"])
triggers = plain.capabilities["completionProvider"]["triggerCharacters"]
ok(plain.open().count("missing-section") == 2 and not plain.messages(), "the server by itself reports the note")
ok(plain.end() == 0, "and ends")

editors = sorted(path.parent.name for path in (ROOT / "editors").glob("*/README.md"))
for wanted in ["emacs", "helix", "kakoune", "nvim", "sublime", "vim", "zed"]:
    ok(wanted in editors, f"{wanted}: there is a README")
for editor in editors:
    readme = (ROOT / "editors" / editor / "README.md").read_text(encoding="utf-8")
    for heading in ["## Install", "## What you get", "## Settings", "## Beside", "## When nothing happens"]:
        ok(heading in readme, f"{editor}: a section '{heading}…'") if editor != "vscode" else None

    started = 0
    for text in blocks(readme, "json", "toml"):
        try:
            config = json.loads(text)
        except ValueError:
            try:
                config = tomllib.loads(text)
            except ValueError as problem:
                ok(False, f"{editor}: a block that can be read", f"{problem}\n{text}")
                continue
        pairs = settings_of(config)
        for argv, options in pairs:
            server = Server(argv, options)
            ok(server.open().count("missing-section") == 2, f"{editor}: {' '.join(argv)} serves the note")
            ok(not server.messages(), f"{editor}: without a complaint", server.messages())
            server.end()
            started += 1
        # Settings alone, or below a server's name.
        for own in [config] if isinstance(config, dict) else []:
            server_of = own.get("language-server", own)
            own = server_of.get("prep-ls", server_of)
            own = own.get("config", own.get("settings", own)) if isinstance(own, dict) else {}
            own = own.get("prep-ls", own)
            if own and set(own) <= known:
                server = Server(["prep-ls", "server"], own)
                server.ask("shutdown", None)
                ok(not server.messages(), f"{editor}: the settings {json.dumps(own)} exist", server.messages())
                server.process.kill()
    if editor in ["zed", "sublime", "helix", "vim"]:
        ok(started > 0, f"{editor}: a configuration starts the server")

    for command in sorted(set(re.findall(r"[\"'](prep-ls\.[a-z]+[A-Z]\w*)", readme))):
        ok(command in commands, f"{editor}: the command {command} exists", commands)
    for subcommand in sorted(set(re.findall(r"`prep-ls ([a-z]+)", readme))):
        ok(subcommand in subcommands, f"{editor}: prep-ls {subcommand} exists", subcommands)
    for listed in re.findall(r"(?:^|\s)(`[a-z]+`(?: \([^)]*\))?(?:,\s+`[a-z]+`(?: \([^)]*\))?){5,})", readme):
        named = set(re.findall(r"`([a-z]+)`", listed))
        ok(named <= features, f"{editor}: the switches {', '.join(sorted(named))} exist", named - features)
    for characters in re.findall(r'"characters": "([^"]+)"', readme):
        ok(sorted(characters) == sorted(triggers), f"{editor}: the characters that bring completion up", triggers)

server = Server(["prep-ls", "server"], {"features": {"outlines": False}})
server.ask("shutdown", None)
ok(any("`outlines`" in message for message in server.messages()), "a switch that is none is named", server.messages())
server.process.kill()
print(f"1..{done}")
sys.exit(bool(failed))
