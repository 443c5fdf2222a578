#!/usr/bin/env python3
"""Writes tests/data/lsp-3.17.json: the types of LSP 3.17 as plain data, for tests/lsp/conformance/.

    python3 -m venv v && v/bin/pip install lsprotocol==2023.0.1 && v/bin/python tests/lsp/conformance/model.py > tests/data/lsp-3.17.json

`lsprotocol` is Microsoft's own rendering of the metamodel of LSP 3.17 as Python types. Here each becomes a table that a validator
in any language can walk: the properties of every structure with their types, the values of every enumeration, and the parameters and
results of every message.

A type is the name of a base type or of a structure or an enumeration, or a list that begins with `list`, `map`, `or` or `value`.
A property that may be left out says `optional`.
"""

import enum
import json
import typing

import attrs
import lsprotocol.types as lsp

BASE = {None: "null", str: "string", int: "integer", float: "decimal", bool: "boolean", type(None): "null", object: "any"}
structures, enumerations = {}, {}


def camel(name):
    head, *tail = name.strip("_").split("_")
    return head + "".join(word.capitalize() for word in tail)


def plain(kind):
    """A type hint as data."""
    if isinstance(kind, typing.ForwardRef):
        kind = kind.__forward_arg__
    if isinstance(kind, str):
        if kind == "LSPAny" or kind == "LSPObject":
            return "any"
        kind = getattr(lsp, kind)
    if kind is typing.Any or kind is lsp.LSPObject:
        return "any"
    if kind in BASE:
        return BASE[kind]
    origin, arguments = typing.get_origin(kind), typing.get_args(kind)
    if origin is typing.Union:
        choices = [plain(choice) for choice in arguments]
        if "any" in choices:
            return "any"
        return ["or", *choices]
    if origin in (list, typing.Sequence):
        return ["list", plain(arguments[0])]
    if origin is dict:
        return ["map", plain(arguments[0]), plain(arguments[1])]
    if origin is tuple:
        return ["tuple", *map(plain, arguments)]
    if origin is typing.Literal:
        return ["or", *[["value", value] for value in arguments]]
    if isinstance(kind, type) and issubclass(kind, enum.Enum):
        enumerations.setdefault(kind.__name__, [member.value for member in kind])
        return kind.__name__
    if attrs.has(kind):
        structure(kind)
        return kind.__name__
    raise TypeError(kind)


def narrowed(field, kind):
    """What only the validator of a field tells."""
    text = repr(field.validator)
    if "uinteger" in text:
        return json.loads(json.dumps(kind).replace('"integer"', '"uinteger"'))
    if "in_ validator" in text:
        options = field.validator.options if hasattr(field.validator, "options") else field.validator.validator.options
        return ["or", *[["value", value] for value in options]]
    return kind


def structure(cls):
    if cls.__name__ in structures:
        return
    own = structures[cls.__name__] = {}
    for field in attrs.fields(cls):
        kind = narrowed(field, plain(field.type))
        must_be_written = lsp.is_special_property(cls, field.name)
        optional = field.default is not attrs.NOTHING and not must_be_written
        if isinstance(field.default, str):
            # A discriminator such as "full": written always.
            optional = False
        if optional and isinstance(kind, list) and kind[0] == "or":
            kept = [choice for choice in kind[1:] if choice != "null"]
            kind = kept[0] if len(kept) == 1 else ["or", *kept]
        own[camel(field.name)] = {"type": kind, "optional": optional} if optional else {"type": kind}


messages = {}
for method, (request, response, params, options) in sorted(lsp.METHOD_TO_TYPES.items()):
    message = {"from": lsp.message_direction(method)}
    fields = attrs.fields_dict(request)
    if "params" in fields and params is not None:
        message["params"] = plain(params)
    if response is not None:
        message["result"] = plain(attrs.fields_dict(response)["result"].type)
    if options is not None:
        message["options"] = plain(options)
    messages[method] = message
# What methods carry that name no type for it.
for name in ["WorkDoneProgressBegin", "WorkDoneProgressReport", "WorkDoneProgressEnd", "WorkspaceDiagnosticReportPartialResult"]:
    structure(getattr(lsp, name))

def line(table):
    return ",\n".join(f"  {json.dumps(name)}: {json.dumps(table[name], ensure_ascii=False, separators=(',', ':'))}" for name in sorted(table))


print("{")
print('"version": "3.17.0",')
print('"messages": {\n' + line(messages) + "\n},")
print('"structures": {\n' + line(structures) + "\n},")
print('"enumerations": {\n' + line(enumerations) + "\n}")
print("}")
