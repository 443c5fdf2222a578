//! `--fix` and `--diff`.

use crate::lab::{Lab, PLACEHOLDER, fixture};

/// A note with two things that can be mended safely, and one that cannot.
const MENDABLE: &str = "\
```markdown
# Interview Prep: Acme – Nurse

## Strategic Advice
• Say TBD when something is open.
• Smile.
```
";

/// The same, mended.
const MENDED: &str = "\
# Interview Prep: Acme – Nurse

## Strategic Advice
- Say TBD when something is open.
- Smile.
";

const SOME: &str = "--select=fenced-note,pseudo-list,placeholder";

#[test]
fn what_is_safe_is_mended_once_and_for_all() {
    for (name, before, after) in [
        ("lf", MENDABLE.to_owned(), MENDED.to_owned()),
        (
            "crlf",
            MENDABLE.replace('\n', "\r\n"),
            MENDED.replace('\n', "\r\n"),
        ),
        (
            "bom",
            format!("\u{feff}{MENDABLE}"),
            format!("\u{feff}{MENDED}"),
        ),
        (
            "no last line end",
            MENDABLE
                .trim_end()
                .trim_end_matches('`')
                .trim_end()
                .to_owned(),
            MENDED.trim_end().to_owned(),
        ),
    ] {
        let lab = Lab::with(&[("a.md", &before)]);
        lab.run(&["check", SOME, "--fix", "a.md"]).expect(
            1,
            &[
                "Fixed 2 findings in a.md.\n\nwarning[placeholder]",
                "1 warning in 1 note.",
            ],
            &[],
        );
        assert_eq!(lab.read("a.md"), after, "{name}");
        // A second run has nothing to do.
        let again = lab.run(&["check", SOME, "--fix", "a.md"]);
        assert!(!again.out.contains("Fixed"), "{name}: {again:#?}");
        assert_eq!(lab.read("a.md"), after, "{name}");
        assert_eq!(lab.names(), ["a.md"], "nothing is left lying about");
    }
}

#[test]
fn every_fixture_is_mended_once_and_keeps_its_line_ends() {
    let lab = Lab::new();
    for name in [
        "typed-bullets",
        "fenced-inner-fences",
        "fenced-unclosed",
        "crlf",
        "bom-crlf",
        "mixed-endings",
    ] {
        lab.write(&format!("{name}.md"), fixture(&format!("notes/{name}.md")));
    }
    lab.run(&["check", "--fix"]);
    let texts =
        |lab: &Lab| -> Vec<String> { lab.names().iter().map(|name| lab.read(name)).collect() };
    let once = texts(&lab);
    lab.run(&["check", "--fix"]);
    assert_eq!(once, texts(&lab));
    assert!(
        lab.read("typed-bullets.md")
            .contains("\n- Run the front desk")
    );
    assert!(lab.read("fenced-inner-fences.md").contains("```sql"));
    for name in ["crlf", "bom-crlf", "mixed-endings"] {
        assert_eq!(
            lab.read(&format!("{name}.md")),
            fixture(&format!("notes/{name}.md")),
            "{name}"
        );
    }
}

#[test]
fn what_is_not_safe_stays() {
    let lab = Lab::with(&[("a.md", PLACEHOLDER)]);
    let ran = lab.run(&["check", "--fix", "a.md"]);
    assert_eq!(ran.code, 1, "{ran:#?}");
    assert!(!ran.out.contains("Fixed"), "{ran:#?}");
    assert_eq!(lab.read("a.md"), PLACEHOLDER);
}

#[test]
fn for_programs_the_rest_is_on_standard_output_alone() {
    let lab = Lab::with(&[("a.md", MENDABLE)]);
    let ran = lab.run(&["check", SOME, "--fix", "--format", "json", "a.md"]);
    assert_eq!(ran.json()["summary"]["warnings"], 1, "{ran:#?}");
    assert_eq!(ran.err, "Fixed 2 findings in a.md.\n");
    assert_eq!(lab.read("a.md"), MENDED);
}

#[test]
fn a_diff_shows_it_and_changes_nothing() {
    let lab = Lab::with(&[("a.md", MENDABLE), ("b.md", PLACEHOLDER)]);
    let ran = lab.run(&["check", SOME, "--diff"]);
    assert_eq!(ran.code, 1);
    assert_eq!(ran.err, "--fix would fix 2 findings in 1 of 2 notes.\n");
    assert_eq!(
        ran.out,
        "\
--- a.md
+++ a.md
@@ -1,7 +1,5 @@
-```markdown
 # Interview Prep: Acme – Nurse
 
 ## Strategic Advice
-• Say TBD when something is open.
-• Smile.
-```
+- Say TBD when something is open.
+- Smile.
"
    );
    assert_eq!(lab.read("a.md"), MENDABLE);
    // It wins over --fix, since it promises to change nothing.
    let both = lab.run(&["check", SOME, "--diff", "--fix"]);
    assert_eq!(both.out, ran.out);
    assert_eq!(lab.read("a.md"), MENDABLE);

    lab.run(&["check", SOME, "--diff", "b.md"])
        .expect(0, &[], &["Nothing to fix in 1 note."]);
    lab.run(&["check", SOME, "--diff", "b.md", "-q"])
        .expect(0, &[], &[]);
}

#[test]
fn a_diff_keeps_line_ends_so_that_patch_takes_it() {
    let lab = Lab::with(&[("a.md", &MENDABLE.replace('\n', "\r\n"))]);
    let diff = lab.run(&["check", SOME, "--diff"]).out;
    assert!(diff.contains("\n-• Smile.\r\n"), "{diff:?}");
    assert!(diff.contains("\n+- Smile.\r\n"), "{diff:?}");
    assert!(diff.starts_with("--- a.md\n+++ a.md\n"), "{diff:?}");
}

#[test]
#[cfg(unix)]
fn permissions_and_links_stay() {
    use std::fs;
    use std::os::unix::fs::{PermissionsExt as _, symlink};

    let lab = Lab::with(&[("real/a.md", MENDABLE)]);
    let real = lab.path("real/a.md");
    fs::set_permissions(&real, fs::Permissions::from_mode(0o640)).expect("permissions can be set");
    symlink("real/a.md", lab.path("link.md")).expect("a link can be made");
    lab.run(&["check", SOME, "--fix", "link.md"])
        .expect(1, &["Fixed 2 findings in link.md."], &[]);
    assert_eq!(lab.read("real/a.md"), MENDED);
    assert!(lab.path("link.md").is_symlink());
    let mode = fs::metadata(&real)
        .expect("it is there")
        .permissions()
        .mode();
    assert_eq!(mode & 0o777, 0o640);

    // A link and what it leads to are one file, and are mended once.
    lab.write("real/a.md", MENDABLE);
    let both = lab.run(&[
        "check", SOME, "--fix", "link.md", "real", "--format", "json",
    ]);
    assert_eq!(both.json()["summary"]["notes"], 1, "{both:#?}");
    assert_eq!(lab.read("real/a.md"), MENDED);
}

#[test]
#[cfg(unix)]
fn what_may_not_be_written_is_named_and_stays_whole() {
    use std::fs;
    use std::os::unix::fs::PermissionsExt as _;

    let set = |path: &std::path::Path, mode| {
        fs::set_permissions(path, fs::Permissions::from_mode(mode))
            .expect("permissions can be set");
    };
    let lab = Lab::with(&[
        ("a.md", MENDABLE),
        ("b.md", MENDABLE),
        ("locked/c.md", MENDABLE),
    ]);
    set(&lab.path("a.md"), 0o444);
    set(&lab.path("locked"), 0o555);
    let ran = lab.run(&["check", SOME, "--fix"]).expect(
        2,
        &["Fixed 2 findings in b.md.", "a.md:1:1", "locked/c.md:1:1"],
        &[
            "`a.md` is read-only",
            "`locked/c.md` was not changed, because its folder",
            "chmod u+w",
        ],
    );
    set(&lab.path("locked"), 0o755);
    assert!(!ran.out.contains("Fixed 2 findings in a.md"), "{ran:#?}");
    assert_eq!(lab.read("a.md"), MENDABLE);
    assert_eq!(lab.read("b.md"), MENDED);
    assert_eq!(lab.read("locked/c.md"), MENDABLE);
    assert_eq!(lab.names(), ["a.md", "b.md", "locked"]);
}
