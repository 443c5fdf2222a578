//! What a client declared bounds what it may be sent; and what holds of the values beyond their types.

use serde_json::{Value, json};

use crate::harness::array;

fn has(capabilities: &Value, pointer: &str) -> bool {
    capabilities.pointer(pointer) == Some(&Value::Bool(true))
}

fn lists(capabilities: &Value, pointer: &str, value: &str) -> bool {
    let list = capabilities.pointer(pointer).and_then(Value::as_array);
    list.is_some_and(|list| list.iter().any(|item| item == value))
}

/// Takes a capability away.
pub(super) fn without(capabilities: &mut Value, pointer: &str) {
    let (parent, key) = pointer.rsplit_once('/').expect("a pointer");
    let parent = capabilities.pointer_mut(parent).expect("it is there");
    parent.as_object_mut().expect("an object").remove(key);
}

/// The pointers of all capabilities: of each object, and of each value in it.
pub(super) fn leaves(capabilities: &Value) -> Vec<String> {
    fn walk(value: &Value, path: &str, found: &mut Vec<String>) {
        let Value::Object(object) = value else {
            return;
        };
        for (key, inner) in object {
            let path = format!("{path}/{key}");
            walk(inner, &path, found);
            found.push(path);
        }
    }
    let mut found = Vec::new();
    walk(capabilities, "", &mut found);
    found
}

/// A request or a notification of the server against what the client can do.
pub(super) fn call(method: &str, params: &Value, can: &Value) -> Result<(), String> {
    let needs = match method {
        "workspace/configuration" => "/workspace/configuration",
        "workspace/applyEdit" => "/workspace/applyEdit",
        "workspace/workspaceFolders" => "/workspace/workspaceFolders",
        "workspace/diagnostic/refresh" => "/workspace/diagnostics/refreshSupport",
        "workspace/codeLens/refresh" => "/workspace/codeLens/refreshSupport",
        "workspace/inlayHint/refresh" => "/workspace/inlayHint/refreshSupport",
        "window/workDoneProgress/create" => "/window/workDoneProgress",
        "window/showDocument" => "/window/showDocument/support",
        "client/registerCapability" => return registrations(params, can),
        "textDocument/publishDiagnostics" => return published(params, can),
        "$/progress" => return progress(&params["value"]),
        "window/showMessage" | "window/logMessage" => {
            let text = params["message"].as_str().unwrap_or_default();
            return match text.trim().is_empty() {
                true => Err(format!("{method} says nothing")),
                false => Ok(()),
            };
        }
        _ => return Err(format!("{method} is not known to be understood")),
    };
    // 3.17 says `diagnostics`; its own metamodel once said so in the singular.
    let singular = needs.replace("/diagnostics/", "/diagnostic/");
    if !has(can, needs) && !has(can, &singular) {
        return Err(format!("{method} without {needs}"));
    }
    match method {
        "workspace/applyEdit" => edit(&params["edit"], can),
        _ => Ok(()),
    }
}

fn registrations(params: &Value, can: &Value) -> Result<(), String> {
    for registration in array(&params["registrations"]) {
        let method = registration["method"].as_str().expect("a method");
        let pointer = format!("/{method}/dynamicRegistration");
        if !has(can, &pointer) {
            return Err(format!("{method} is registered without {pointer}"));
        }
        let declared =
            super::model::message(method).ok_or_else(|| format!("registers {method}"))?;
        if let (Some(kind), Some(options)) =
            (declared.get("options"), registration.get("registerOptions"))
        {
            super::model::check(options, kind, method)?;
        }
    }
    Ok(())
}

fn progress(value: &Value) -> Result<(), String> {
    let kind = match value["kind"].as_str() {
        Some("begin") => "WorkDoneProgressBegin",
        Some("report") => "WorkDoneProgressReport",
        Some("end") => "WorkDoneProgressEnd",
        _ => "WorkspaceDiagnosticReportPartialResult",
    };
    super::model::check(value, &json!(kind), "$/progress")
}

fn published(params: &Value, can: &Value) -> Result<(), String> {
    let pulls = can.pointer("/textDocument/diagnostic");
    // A configuration file is no document that anybody pulls for.
    let is_note = params["uri"]
        .as_str()
        .is_some_and(|uri| !uri.ends_with(".toml"));
    if is_note && pulls.is_some_and(Value::is_object) {
        return Err(format!("published to a client that pulls: {params}"));
    }
    diagnostics(&params["diagnostics"], can)
}

fn diagnostics(list: &Value, can: &Value) -> Result<(), String> {
    let publish = |key: &str| has(can, &format!("/textDocument/publishDiagnostics/{key}"));
    for diagnostic in array(list) {
        range(&diagnostic["range"])?;
        for (key, capability) in [
            ("relatedInformation", "relatedInformation"),
            ("codeDescription", "codeDescriptionSupport"),
            ("data", "dataSupport"),
        ] {
            if diagnostic.get(key).is_some() && !publish(capability) {
                return Err(format!("{key} without {capability}: {diagnostic}"));
            }
        }
        let tags = can.pointer("/textDocument/publishDiagnostics/tagSupport/valueSet");
        for tag in array(&diagnostic["tags"]) {
            if !tags.is_some_and(|tags| array(tags).contains(&tag)) {
                return Err(format!("a tag that the client does not know: {diagnostic}"));
            }
        }
        if diagnostic["source"] != "prep-ls" || !diagnostic["code"].is_string() {
            return Err(format!("without source or code: {diagnostic}"));
        }
    }
    Ok(())
}

fn place(position: &Value) -> (u64, u64) {
    let number = |key: &str| position[key].as_u64().expect("a number");
    (number("line"), number("character"))
}

fn range(range: &Value) -> Result<(), String> {
    match place(&range["start"]) <= place(&range["end"]) {
        true => Ok(()),
        false => Err(format!("a range that ends before it starts: {range}")),
    }
}

fn holds(outer: &Value, inner: &Value) -> bool {
    place(&outer["start"]) <= place(&inner["start"]) && place(&inner["end"]) <= place(&outer["end"])
}

/// Text edits of one document: in it, and not overlapping.
fn text_edits(edits: &[Value]) -> Result<(), String> {
    let mut ranges: Vec<_> = Vec::new();
    for edit in edits {
        range(&edit["range"])?;
        if edit.get("annotationId").is_some() {
            return Err(format!("an annotation: {edit}"));
        }
        ranges.push((place(&edit["range"]["start"]), place(&edit["range"]["end"])));
    }
    ranges.sort_unstable();
    match ranges.windows(2).find(|pair| pair[0].1 > pair[1].0) {
        Some(pair) => Err(format!("edits overlap: {pair:?}")),
        None => Ok(()),
    }
}

fn edit(edit: &Value, can: &Value) -> Result<(), String> {
    let changes = edit.get("documentChanges");
    if changes.is_some() && !has(can, "/workspace/workspaceEdit/documentChanges") {
        return Err(format!("documentChanges were not asked for: {edit}"));
    }
    if changes.is_some() && edit.get("changes").is_some() {
        return Err(format!("two kinds of changes: {edit}"));
    }
    for change in array(&edit["documentChanges"]) {
        match change["kind"].as_str() {
            None => text_edits(&array(&change["edits"]))?,
            Some(kind) if lists(can, "/workspace/workspaceEdit/resourceOperations", kind) => {}
            Some(kind) => return Err(format!("the client cannot {kind} files: {edit}")),
        }
    }
    for edits in edit["changes"]
        .as_object()
        .into_iter()
        .flat_map(|all| all.values())
    {
        text_edits(&array(edits))?;
    }
    Ok(())
}

/// An answer of the server against what was asked, and what the client can do.
pub(super) fn result(
    method: &str,
    params: &Value,
    result: &Value,
    can: &Value,
) -> Result<(), String> {
    let text = |key: &str| format!("/textDocument/{key}");
    match method {
        "initialize" => greeting(result, can),
        "textDocument/documentSymbol" => {
            for symbol in array(result) {
                let nested = symbol.get("location").is_none();
                if nested
                    && !has(
                        can,
                        &text("documentSymbol/hierarchicalDocumentSymbolSupport"),
                    )
                {
                    return Err("nested symbols".to_owned());
                }
                if nested {
                    self::symbol(&symbol, can)?;
                }
            }
            Ok(())
        }
        "textDocument/completion" => completions(params, result, can),
        "completionItem/resolve" => item(result, can, true),
        "textDocument/hover" => {
            if let Some(found) = result.get("range") {
                range(found)?;
            }
            markup(&result["contents"], can, &text("hover/contentFormat"))
        }
        "textDocument/foldingRange" => {
            for fold in array(result) {
                if fold["startLine"].as_u64() > fold["endLine"].as_u64() {
                    return Err(format!("a fold that ends before it starts: {fold}"));
                }
                if fold.get("collapsedText").is_some()
                    && !has(can, &text("foldingRange/foldingRange/collapsedText"))
                {
                    return Err(format!("a text for a folded range: {fold}"));
                }
            }
            Ok(())
        }
        "textDocument/definition" => {
            let links = array_or_one(result);
            let any = links.iter().any(|link| link.get("targetUri").is_some());
            if any && !has(can, &text("definition/linkSupport")) {
                return Err(format!("location links: {result}"));
            }
            for link in links.iter().filter(|link| link.get("targetUri").is_some()) {
                if !holds(&link["targetRange"], &link["targetSelectionRange"]) {
                    return Err(format!("a selection outside of its range: {link}"));
                }
            }
            Ok(())
        }
        "textDocument/prepareRename" if !has(can, &text("rename/prepareSupport")) => Ok(()),
        "textDocument/rename" | "workspace/willRenameFiles" => edit(result, can),
        "textDocument/documentLink" => {
            for link in array(result) {
                if link.get("tooltip").is_some() && !has(can, &text("documentLink/tooltipSupport"))
                {
                    return Err(format!("a tooltip: {link}"));
                }
                if link.get("target").is_none() {
                    return Err(format!(
                        "nothing is resolved, and there is no target: {link}"
                    ));
                }
            }
            Ok(())
        }
        "textDocument/selectionRange" => {
            let asked = array(&params["positions"]).len();
            let found = array(result);
            if !found.is_empty() && found.len() != asked {
                return Err(format!("{} ranges for {asked} positions", found.len()));
            }
            found.iter().try_for_each(|chain| {
                let mut inner = chain;
                while let Some(outer) = inner.get("parent") {
                    if !holds(&outer["range"], &inner["range"]) {
                        return Err(format!("a parent that does not hold its child: {chain}"));
                    }
                    inner = outer;
                }
                Ok(())
            })
        }
        "textDocument/codeAction" => array(result)
            .iter()
            .try_for_each(|found| action(found, params, can)),
        "codeAction/resolve" => {
            if result.get("edit").is_none() {
                return Err(format!("resolved, and without an edit: {result}"));
            }
            edit(&result["edit"], can)
        }
        "textDocument/diagnostic" => diagnostics(&result["items"], can),
        "workspace/diagnostic" => array(&result["items"])
            .iter()
            .try_for_each(|report| diagnostics(&report["items"], can)),
        "textDocument/inlayHint" => {
            for hint in array(result) {
                let at = &hint["position"];
                let at = json!({"start": at, "end": at});
                if !holds(&params["range"], &at) {
                    return Err(format!("a hint that was not asked for: {hint}"));
                }
            }
            Ok(())
        }
        "workspace/symbol" => {
            for found in array(result) {
                known_symbol(&found, can, "/workspace/symbol/symbolKind/valueSet")?;
            }
            Ok(())
        }
        _ => Ok(()),
    }
}

fn array_or_one(value: &Value) -> Vec<Value> {
    match value {
        Value::Object(_) => vec![value.clone()],
        other => array(other),
    }
}

fn greeting(result: &Value, can: &Value) -> Result<(), String> {
    let offers = &result["capabilities"];
    let encodings = can.pointer("/general/positionEncodings").cloned();
    let encodings = encodings.unwrap_or_else(|| json!(["utf-16"]));
    if !array(&encodings).contains(&offers["positionEncoding"]) {
        return Err(format!(
            "the encoding {} of {encodings}",
            offers["positionEncoding"]
        ));
    }
    let pulls = can
        .pointer("/textDocument/diagnostic")
        .is_some_and(Value::is_object);
    if offers.get("diagnosticProvider").is_some() != pulls {
        return Err("diagnostics by push or pull?".to_owned());
    }
    if offers["renameProvider"].is_object() && !has(can, "/textDocument/rename/prepareSupport") {
        return Err("options for renaming".to_owned());
    }
    let literals =
        can.pointer("/textDocument/codeAction/codeActionLiteralSupport/codeActionKind/valueSet");
    if offers["codeActionProvider"].is_object() && !literals.is_some_and(Value::is_array) {
        return Err("options for code actions".to_owned());
    }
    let info = &result["serverInfo"];
    match info["name"] == "prep-ls" && info["version"].is_string() {
        true => Ok(()),
        false => Err(format!("who is it? {info}")),
    }
}

/// The kinds of symbols and items that are known where a client does not say which it knows.
fn known(kind: &Value, can: &Value, pointer: &str) -> bool {
    match can.pointer(pointer) {
        Some(Value::Array(set)) => set.contains(kind),
        _ => kind.as_u64().is_some_and(|kind| kind <= 18),
    }
}

fn known_symbol(symbol: &Value, can: &Value, pointer: &str) -> Result<(), String> {
    match known(&symbol["kind"], can, pointer) {
        true => Ok(()),
        false => Err(format!(
            "a kind of symbol that the client does not know: {symbol}"
        )),
    }
}

fn symbol(symbol: &Value, can: &Value) -> Result<(), String> {
    range(&symbol["range"])?;
    known_symbol(
        symbol,
        can,
        "/textDocument/documentSymbol/symbolKind/valueSet",
    )?;
    if !holds(&symbol["range"], &symbol["selectionRange"]) {
        return Err(format!("a selection outside of its range: {symbol}"));
    }
    if symbol["name"]
        .as_str()
        .is_none_or(|name| name.trim().is_empty())
    {
        return Err(format!("a symbol without a name: {symbol}"));
    }
    array(&symbol["children"])
        .iter()
        .try_for_each(|child| self::symbol(child, can))
}

fn markup(contents: &Value, can: &Value, pointer: &str) -> Result<(), String> {
    match contents["kind"].as_str() {
        None => Ok(()),
        Some("plaintext") if can.pointer(pointer).is_none() => Ok(()),
        Some(kind) if lists(can, pointer, kind) => Ok(()),
        Some(kind) => Err(format!("{kind} is not in {pointer}")),
    }
}

fn completions(params: &Value, result: &Value, can: &Value) -> Result<(), String> {
    let items = match result {
        Value::Object(list) => {
            if list.contains_key("itemDefaults") {
                return Err("defaults of items".to_owned());
            }
            array(&list["items"])
        }
        other => array(other),
    };
    for found in &items {
        item(found, can, false)?;
        let edited = &found["textEdit"]["range"];
        if edited.is_object() {
            let at = &params["position"];
            // Beyond the end means the end.
            if at["line"].as_u64() > Some(1_000_000) {
                continue;
            }
            let one_line = edited["start"]["line"] == edited["end"]["line"];
            let there = json!({"start": at, "end": at});
            if !one_line || !holds(edited, &there) {
                return Err(format!("an edit away from {at}: {found}"));
            }
        }
    }
    Ok(())
}

fn item(item: &Value, can: &Value, resolved: bool) -> Result<(), String> {
    let completion = |key: &str| format!("/textDocument/completion/{key}");
    if item["insertTextFormat"] == 2 && !has(can, &completion("completionItem/snippetSupport")) {
        return Err(format!("a snippet: {item}"));
    }
    if item.get("labelDetails").is_some()
        && !has(can, &completion("completionItem/labelDetailsSupport"))
    {
        return Err(format!("details of the label: {item}"));
    }
    if item["textEdit"].get("insert").is_some()
        && !has(can, &completion("completionItem/insertReplaceSupport"))
    {
        return Err(format!("two ranges: {item}"));
    }
    if item.get("insertTextMode").is_some()
        && can
            .pointer(&completion("completionItem/insertTextModeSupport"))
            .is_none()
    {
        return Err(format!("a mode of insertion: {item}"));
    }
    if item.get("kind").is_some()
        && !known(
            &item["kind"],
            can,
            &completion("completionItemKind/valueSet"),
        )
    {
        return Err(format!(
            "a kind of item that the client does not know: {item}"
        ));
    }
    if resolved && item["label"].as_str().is_none_or(str::is_empty) {
        return Err(format!("an item without a label: {item}"));
    }
    match &item["documentation"] {
        contents @ Value::Object(_) => markup(
            contents,
            can,
            &completion("completionItem/documentationFormat"),
        ),
        _ => Ok(()),
    }
}

fn action(found: &Value, params: &Value, can: &Value) -> Result<(), String> {
    let action = |key: &str| format!("/textDocument/codeAction/{key}");
    if !can
        .pointer(&action("codeActionLiteralSupport/codeActionKind/valueSet"))
        .is_some_and(Value::is_array)
    {
        return match found["command"].is_string() {
            true => Ok(()),
            false => Err(format!("a literal: {found}")),
        };
    }
    for (key, capability) in [
        ("isPreferred", "isPreferredSupport"),
        ("disabled", "disabledSupport"),
        ("data", "dataSupport"),
    ] {
        if found.get(key).is_some() && !has(can, &action(capability)) {
            return Err(format!("{key} without {capability}: {found}"));
        }
    }
    let lazy = lists(can, &action("resolveSupport/properties"), "edit");
    let empty = found.get("edit").is_none()
        && found.get("command").is_none()
        && found.get("disabled").is_none();
    if empty && !lazy {
        return Err(format!("an action that does nothing: {found}"));
    }
    let kind = found["kind"].as_str().unwrap_or_default();
    let wanted = array(&params["context"]["only"]);
    let fits = |only: &Value| {
        let only = only.as_str().unwrap_or_default();
        kind == only || kind.starts_with(&format!("{only}."))
    };
    if !wanted.is_empty() && !wanted.iter().any(fits) {
        return Err(format!(
            "an action of a kind that was not asked for: {found}"
        ));
    }
    diagnostics(&found["diagnostics"], can)?;
    edit(&found["edit"], can)
}

/// The capabilities of a client that can do everything.
pub(super) fn everything() -> Value {
    let kinds = |last: u64| (1..=last).collect::<Vec<u64>>();
    json!({
        "general": {"positionEncodings": ["utf-8", "utf-16", "utf-32"]},
        "window": {"workDoneProgress": true, "showMessage": {"messageActionItem": {"additionalPropertiesSupport": true}}, "showDocument": {"support": true}},
        "workspace": {
            "applyEdit": true,
            "configuration": true,
            "workspaceFolders": true,
            "workspaceEdit": {"documentChanges": true, "resourceOperations": ["create", "rename", "delete"], "failureHandling": "transactional"},
            "didChangeConfiguration": {"dynamicRegistration": true},
            "didChangeWatchedFiles": {"dynamicRegistration": true, "relativePatternSupport": true},
            "symbol": {"symbolKind": {"valueSet": kinds(26)}},
            "executeCommand": {"dynamicRegistration": true},
            "fileOperations": {"didCreate": true, "willRename": true, "didRename": true, "didDelete": true},
            "diagnostics": {"refreshSupport": true},
            "codeLens": {"refreshSupport": true},
            "inlayHint": {"refreshSupport": true},
        },
        "textDocument": {
            "synchronization": {"didSave": true, "dynamicRegistration": true},
            "diagnostic": {"dynamicRegistration": true, "relatedDocumentSupport": true},
            "publishDiagnostics": {
                "relatedInformation": true,
                "versionSupport": true,
                "codeDescriptionSupport": true,
                "dataSupport": true,
                "tagSupport": {"valueSet": [1, 2]},
            },
            "completion": {
                "completionItem": {
                    "snippetSupport": true,
                    "insertReplaceSupport": true,
                    "labelDetailsSupport": true,
                    "documentationFormat": ["markdown", "plaintext"],
                    "resolveSupport": {"properties": ["documentation", "detail"]},
                    "insertTextModeSupport": {"valueSet": [1, 2]},
                },
                "completionItemKind": {"valueSet": kinds(25)},
                "completionList": {"itemDefaults": ["editRange"]},
                "contextSupport": true,
            },
            "hover": {"contentFormat": ["markdown", "plaintext"]},
            "documentSymbol": {"hierarchicalDocumentSymbolSupport": true, "symbolKind": {"valueSet": kinds(26)}},
            "foldingRange": {"lineFoldingOnly": true, "foldingRangeKind": {"valueSet": ["comment", "imports", "region"]}},
            "codeLens": {},
            "inlayHint": {},
            "definition": {"linkSupport": true},
            "references": {},
            "documentHighlight": {},
            "rename": {"prepareSupport": true},
            "selectionRange": {},
            "documentLink": {"tooltipSupport": true},
            "codeAction": {
                "codeActionLiteralSupport": {
                    "codeActionKind": {"valueSet": ["", "quickfix", "refactor", "source", "source.fixAll"]},
                },
                "isPreferredSupport": true,
                "disabledSupport": true,
                "dataSupport": true,
                "resolveSupport": {"properties": ["edit"]},
            },
        },
    })
}
