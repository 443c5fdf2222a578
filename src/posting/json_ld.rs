//! Postings as data: JSON-LD with a `JobPosting` of schema.org, which most sites put into their pages.

use serde_json::Value;

use crate::dates;
use crate::grammar::Grammar;

use super::facts::day;
use super::line::{Kind, Line, Page};
use super::said::Said;
use super::words::Words;
use super::{Posting, clean, facts, html, role, text};

/// The page and the data of a document in JSON; none if it holds no posting.
pub(super) fn page(json: &str, grammar: &Grammar) -> Option<(Page, Posting)> {
    let value = serde_json::from_str(json.trim_start_matches('\u{feff}').trim()).ok()?;
    read(&value, grammar)
}

/// The same of a value.
pub(super) fn read(value: &Value, grammar: &Grammar) -> Option<(Page, Posting)> {
    let job = posting_in(value, 0)?;
    let words = Words::shipped();
    let mut page = Page::default();
    for (key, heading) in [
        ("description", None),
        ("responsibilities", Some("Responsibilities")),
        ("qualifications", Some("Requirements")),
        ("experienceRequirements", Some("Requirements")),
        ("educationRequirements", Some("Requirements")),
        ("skills", Some("Requirements")),
    ] {
        let pieces: Vec<String> = strings(job.get(key));
        if pieces.is_empty() {
            continue;
        }
        if let Some(heading) = heading {
            page.lines.push(Line::new(Kind::Heading(1), heading, true));
        }
        for piece in &pieces {
            lines(piece, heading.is_some(), &mut page.lines);
        }
    }
    let location = locations(job.get("jobLocation"));
    let mode = strings(job.get("jobLocationType"))
        .iter()
        .find_map(|mode| facts::mode_of(mode));
    let employment = facts::types_of(&strings(job.get("employmentType")).join(" · "));
    let one = |key: &str| {
        strings(job.get(key))
            .into_iter()
            .next()
            .map(|text| clean(&text))
            .filter(|text| !text.is_empty())
    };
    let company = job
        .get("hiringOrganization")
        .or_else(|| job.get("employer"));
    let company = strings(company).into_iter().next().map(|name| clean(&name));
    let company = company.filter(|name| {
        !name.is_empty() && !words.boards.is(name) && !words.generic.contains(&name.to_lowercase())
    });
    let description = page
        .lines
        .iter()
        .any(|line| words.agency.any(&Said::new(&line.text)));
    let date = |key: &str| one(key).and_then(|text| day(&text));
    let link = one("url").or_else(|| {
        job.get("mainEntityOfPage")
            .and_then(Value::as_str)
            .map(str::to_owned)
    });
    let given = Posting {
        role: one("title").map(|title| role::bare(&title, company.as_deref(), grammar)),
        // Where an agency recruits for a client, it puts itself here.
        company: company.filter(|_| !description),
        location,
        employment: [
            employment,
            one("workHours").filter(|hours| hours.len() < 80),
        ]
        .into_iter()
        .flatten()
        .reduce(|one, other| format!("{one}, {other}")),
        mode,
        posted: date("datePosted"),
        closing: date("validThrough"),
        start: date("jobStartDate"),
        salary: salary(job.get("baseSalary")).or_else(|| salary(job.get("estimatedSalary"))),
        reference: identifier(job.get("identifier")),
        link: link.filter(|link| link.starts_with("http")),
        contact: one("applicationContact"),
        ..Posting::default()
    };
    Some((page, given))
}

/// The first job posting in a value, in lists and graphs as well.
fn posting_in(value: &Value, depth: usize) -> Option<&Value> {
    if depth > 6 {
        return None;
    }
    match value {
        Value::Array(items) => items.iter().find_map(|item| posting_in(item, depth + 1)),
        Value::Object(object) => {
            let kinds = strings(object.get("@type"));
            if kinds
                .iter()
                .any(|kind| kind.rsplit(['/', ':']).next() == Some("JobPosting"))
            {
                return Some(value);
            }
            [
                "@graph",
                "mainEntity",
                "itemListElement",
                "item",
                "mainEntityOfPage",
            ]
            .iter()
            .find_map(|key| posting_in(object.get(*key)?, depth + 1))
        }
        _ => None,
    }
}

/// The texts of a value: itself, those of its list, or its name.
fn strings(value: Option<&Value>) -> Vec<String> {
    match value {
        Some(Value::String(text)) => vec![text.clone()],
        Some(Value::Number(number)) => vec![number.to_string()],
        Some(Value::Array(items)) => items.iter().flat_map(|item| strings(Some(item))).collect(),
        Some(Value::Object(object)) => {
            let named = [
                "name",
                "legalName",
                "@value",
                "value",
                "description",
                "email",
                "credentialCategory",
            ];
            named
                .iter()
                .map(|key| strings(object.get(*key)))
                .find(|found| !found.is_empty())
                .unwrap_or_default()
        }
        _ => Vec::new(),
    }
}

/// The lines of a text, which is HTML, HTML that was escaped once more, or plain. A plain one below a heading is a list.
fn lines(text: &str, list: bool, out: &mut Vec<Line>) {
    let escaped = !text.contains('<') && text.contains("&lt;");
    let unescaped;
    let text = if escaped {
        unescaped = text
            .replace("&lt;", "<")
            .replace("&gt;", ">")
            .replace("&quot;", "\"")
            .replace("&amp;", "&");
        &unescaped
    } else {
        text
    };
    let is_markup = text.contains('<') && text.contains('>')
        || text.contains('&') && text.contains(';') && !text.contains('\n');
    if is_markup {
        out.extend(html::lines(text));
        return;
    }
    let found = text::page(text, false).lines;
    let only = found.len() == 1;
    for line in found {
        if list && only && line.text.matches(", ").count() >= 2 && !line.text.contains(". ") {
            out.extend(
                line.text
                    .split(", ")
                    .map(|piece| Line::new(Kind::Item, piece, false)),
            );
        } else if list && line.kind == Kind::Text {
            out.push(Line {
                kind: Kind::Item,
                ..line
            });
        } else {
            out.push(line);
        }
    }
}

/// The places of a posting.
fn locations(value: Option<&Value>) -> Option<String> {
    let items: Vec<&Value> = match value? {
        Value::Array(items) => items.iter().collect(),
        other => vec![other],
    };
    let mut places: Vec<String> = Vec::new();
    for item in items {
        let address = item.get("address").unwrap_or(item);
        let place = match address {
            Value::String(text) => clean(text),
            address => {
                let mut parts: Vec<String> = Vec::new();
                for key in ["addressLocality", "addressRegion", "addressCountry"] {
                    let part = strings(address.get(key))
                        .into_iter()
                        .next()
                        .map(|part| clean(&part));
                    if let Some(part) =
                        part.filter(|part| !part.is_empty() && !parts.contains(part))
                    {
                        parts.push(part);
                    }
                }
                parts.join(", ")
            }
        };
        if !place.is_empty() && !places.contains(&place) {
            places.push(place);
        }
    }
    (!places.is_empty()).then(|| places.join("; "))
}

/// A salary in words: "€62,000–€74,000 a year".
fn salary(value: Option<&Value>) -> Option<String> {
    let value = value?;
    if let Value::Array(items) = value {
        return items.iter().find_map(|item| salary(Some(item)));
    }
    if let Value::String(text) = value {
        return Some(clean(text)).filter(|text| text.chars().any(|char| char.is_ascii_digit()));
    }
    let number = |value: Option<&Value>| -> Option<f64> {
        match value? {
            Value::Number(number) => number.as_f64(),
            Value::String(text) => text.replace([',', ' '], "").parse().ok(),
            _ => None,
        }
        .filter(|number| *number > 0.0)
    };
    let amount = value.get("value").unwrap_or(value);
    let text = |value: Option<&Value>| value.and_then(Value::as_str).map(str::to_owned);
    let currency = text(value.get("currency"))
        .or_else(|| text(amount.get("currency")))
        .unwrap_or_default();
    let unit = text(amount.get("unitText")).or_else(|| text(value.get("unitText")));
    let unit = unit.and_then(|unit| {
        Words::shipped()
            .units
            .get(&unit.to_ascii_uppercase())
            .cloned()
    });
    let least = number(amount.get("minValue"));
    let most = number(amount.get("maxValue"));
    let exact = number(amount.get("value")).or_else(|| number(Some(amount)));
    let write = |number: f64| money(number, &currency);
    let sum = match (least, most, exact) {
        (Some(least), Some(most), _) if least < most => format!("{}–{}", write(least), write(most)),
        (Some(least), Some(_), _) | (_, _, Some(least)) => write(least),
        (Some(least), None, _) => format!("from {}", write(least)),
        (None, Some(most), _) => format!("up to {}", write(most)),
        (None, None, None) => return None,
    };
    Some(match unit {
        Some(unit) => format!("{sum} {unit}"),
        None => sum,
    })
}

/// A sum with its currency: "£31,049", "CHF 92,000", "$24.50".
fn money(number: f64, currency: &str) -> String {
    let cents = (number * 100.0).round() as i64;
    let whole = (cents / 100).to_string();
    let mut grouped = String::new();
    for (at, digit) in whole.chars().enumerate() {
        if at > 0 && (whole.len() - at).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    if cents % 100 != 0 {
        grouped.push_str(&format!(".{:02}", cents % 100));
    }
    match currency.trim() {
        "GBP" => format!("£{grouped}"),
        "USD" => format!("${grouped}"),
        "EUR" => format!("€{grouped}"),
        "" => grouped,
        other => format!("{other} {grouped}"),
    }
}

/// A posting's own number, of one that is short enough to be one.
fn identifier(value: Option<&Value>) -> Option<String> {
    let value = value?;
    let own = value.get("value").unwrap_or(value);
    let text = strings(Some(own))
        .into_iter()
        .next()
        .map(|text| clean(&text))?;
    let is_number = text.len() <= 24
        && text.chars().any(|char| char.is_ascii_digit())
        && dates::find(&text).is_empty();
    is_number.then_some(text)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn salaries_are_told_in_words() {
        for (value, wanted) in [
            (
                json!({"currency": "EUR", "value": {"minValue": 62000, "maxValue": 74000, "unitText": "YEAR"}}),
                Some("€62,000–€74,000 a year"),
            ),
            (
                json!({"currency": "USD", "value": {"value": 24.5, "unitText": "HOUR"}}),
                Some("$24.50 an hour"),
            ),
            (
                json!({"currency": "CHF", "value": {"maxValue": "92000"}}),
                Some("up to CHF 92,000"),
            ),
            (
                json!({"currency": "GBP", "value": {"minValue": 0, "maxValue": 0}}),
                None,
            ),
            (
                json!({"@type": "MonetaryAmount", "currency": "GBP", "minValue": 31049, "maxValue": 31049, "unitText": "YEAR"}),
                Some("£31,049 a year"),
            ),
            (json!("£300 a day"), Some("£300 a day")),
            (json!("competitive"), None),
        ] {
            assert_eq!(salary(Some(&value)).as_deref(), wanted, "{value}");
        }
    }

    #[test]
    fn a_posting_is_found_in_a_graph_and_nowhere_else() {
        let grammar = Grammar::standard();
        let graph = json!({"@graph": [{"@type": "WebPage"}, {"@type": ["JobPosting"], "title": "Nurse", "jobLocation": {"address": {"addressLocality": "Leeds", "addressCountry": {"name": "UK"}}}}]});
        let (_, given) = read(&graph, &grammar).expect("a posting");
        assert_eq!(given.role.as_deref(), Some("Nurse"));
        assert_eq!(given.location.as_deref(), Some("Leeds, UK"));
        assert!(read(&json!({"@type": "Recipe"}), &grammar).is_none());
    }
}
