"""Says what the program is made of: the licences of all crates in it, and a CycloneDX list (SBOM).

Usage: parts.py --target TRIPLE --licences FILE --sbom FILE

Everything comes from `cargo metadata` and the crates' own files: the same Cargo.lock gives the same files.
"""

import argparse
import json
import re
import subprocess
import sys
from pathlib import Path

LICENCE = re.compile(r"^(licen[cs]e|copying|copyright|notice|unlicense)", re.IGNORECASE)


def metadata(target: str) -> dict:
    command = ["cargo", "metadata", "--format-version", "1", "--locked", "--filter-platform", target]
    return json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout)


def parts(data: dict) -> tuple[dict, list[dict]]:
    """The package itself, and all that is linked into it: no build and no development dependencies."""
    packages = {package["id"]: package for package in data["packages"]}
    nodes = {node["id"]: node for node in data["resolve"]["nodes"]}
    root = data["resolve"]["root"]
    seen, todo = set(), [root]
    while todo:
        at = todo.pop()
        if at in seen:
            continue
        seen.add(at)
        for dependency in nodes[at]["deps"]:
            if any(kind["kind"] is None for kind in dependency["dep_kinds"]):
                todo.append(dependency["pkg"])
    seen.discard(root)
    found = sorted((packages[at] for at in seen), key=lambda package: (package["name"], package["version"]))
    return packages[root], found


def licences(found: list[dict]) -> str:
    """One text for each wording, with the crates that have it."""
    texts: dict[str, list[str]] = {}
    for package in found:
        name = f"{package['name']} {package['version']}"
        folder = Path(package["manifest_path"]).parent
        files = sorted(path for path in folder.iterdir() if path.is_file() and LICENCE.match(path.name))
        if package["license_file"]:
            files.append(folder / package["license_file"])
        if not package["license"] and not files:
            sys.exit(f"{name} has neither a licence nor a file with one: see deny.toml")
        said = "\n\n".join(path.read_text("utf-8", "replace").strip() for path in dict.fromkeys(files))
        # Some crates name their licence and bring no text.
        texts.setdefault(said or f"Licensed as {package['license']}, by {', '.join(package['authors']) or 'its authors'}.", []).append(
            f"{name} ({package['license'] or 'see below'})"
        )
    line = "-" * 80
    pieces = [f"{line}\n" + "\n".join(names) + f"\n{line}\n\n{text}\n" for text, names in sorted(texts.items(), key=lambda item: item[1])]
    return "prep-ls is made with these libraries.\n\n" + "\n".join(pieces)


def component(package: dict, checksums: dict) -> dict:
    reference = f"pkg:cargo/{package['name']}@{package['version']}"
    found = {
        "type": "library",
        "bom-ref": reference,
        "name": package["name"],
        "version": package["version"],
        "purl": reference,
    }
    if package["description"]:
        found["description"] = " ".join(package["description"].split())
    if package["license"]:
        found["licenses"] = [{"expression": package["license"].replace("/", " OR ")}]
    if checksum := checksums.get((package["name"], package["version"])):
        found["hashes"] = [{"alg": "SHA-256", "content": checksum}]
    if package["repository"]:
        found["externalReferences"] = [{"type": "vcs", "url": package["repository"]}]
    return found


def sbom(data: dict, root: dict, found: list[dict]) -> dict:
    import tomllib

    lock = tomllib.loads((Path(root["manifest_path"]).parent / "Cargo.lock").read_text("utf-8"))
    checksums = {(package["name"], package["version"]): package.get("checksum") for package in lock["package"]}
    known = {package["id"]: f"pkg:cargo/{package['name']}@{package['version']}" for package in [root, *found]}
    depends = []
    for node in data["resolve"]["nodes"]:
        if node["id"] in known:
            on = [dependency["pkg"] for dependency in node["deps"] if any(kind["kind"] is None for kind in dependency["dep_kinds"])]
            depends.append({"ref": known[node["id"]], "dependsOn": sorted(known[at] for at in on if at in known)})
    own = component(root, checksums)
    own["type"] = "application"
    return {
        "$schema": "http://cyclonedx.org/schema/bom-1.5.schema.json",
        "bomFormat": "CycloneDX",
        "specVersion": "1.5",
        "version": 1,
        "metadata": {"component": own},
        "components": [component(package, checksums) for package in found],
        "dependencies": sorted(depends, key=lambda entry: entry["ref"]),
    }


def main() -> None:
    parser = argparse.ArgumentParser()
    for name in ("target", "licences", "sbom"):
        parser.add_argument(f"--{name}", required=True)
    wanted = parser.parse_args()
    data = metadata(wanted.target)
    root, found = parts(data)
    Path(wanted.licences).write_text(licences(found), "utf-8")
    Path(wanted.sbom).write_text(json.dumps(sbom(data, root, found), indent=1, ensure_ascii=False) + "\n", "utf-8")
    print(f"{len(found)} crates are linked into it")


if __name__ == "__main__":
    main()
