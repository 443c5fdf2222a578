//! The fuzzers' targets on their seeds and on all that was ever found, without a fuzzer.
//!
//! `FUZZ_CORPUS=FOLDER` writes the seeds there, a folder for each target, which is where `fuzz/run` begins.

// The input that fails is named before it does.
#![allow(clippy::print_stdout)]

mod seeds;
mod targets;

use std::fs;
use std::path::Path;

use targets::TARGETS;

/// Seeds of a target that are tried at most.
const MOST: usize = 250;

fn replay(name: &str) {
    let (_, target) = TARGETS
        .iter()
        .find(|(other, _)| *other == name)
        .expect("a target");
    let seeds = seeds::seeds(name);
    assert!(seeds.len() > 20, "only {} seeds", seeds.len());
    // The rules' own cases run as their tests; what counts here is that the targets hold on every kind.
    for seed in seeds.iter().step_by(seeds.len().div_ceil(MOST)) {
        target(seed);
    }
    let found = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/fuzz/found")
        .join(name);
    let Ok(found) = fs::read_dir(found) else {
        return;
    };
    for entry in found {
        let path = entry.expect("the entry is readable").path();
        println!("{}", path.display());
        target(&fs::read(&path).expect("an input"));
    }
}

macro_rules! replays {
    ($($name:ident)*) => {$(
        #[test]
        fn $name() {
            replay(stringify!($name));
        }
    )*};
}

replays! { parse edits positions fixes config rpc scan }

/// Where the corpora are wanted, they are written.
#[test]
fn corpora() {
    let Some(folder) = std::env::var_os("FUZZ_CORPUS") else {
        assert_eq!(TARGETS.len(), 7, "each has a line above");
        return;
    };
    fs::create_dir_all(&folder).expect("a folder");
    fs::write(Path::new(&folder).join("words.dict"), seeds::words()).expect("the words");
    for (name, _) in TARGETS {
        let folder = Path::new(&folder).join(name);
        fs::create_dir_all(&folder).expect("a folder");
        for (number, seed) in seeds::seeds(name).into_iter().enumerate() {
            fs::write(folder.join(format!("seed-{number:04}")), seed).expect("a seed");
        }
    }
}
