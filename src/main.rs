//! The `prep-ls` command.

use std::process::ExitCode;

use clap::Parser as _;
use prep_ls::cli::{self, Cli, Command};

fn main() -> ExitCode {
    let Cli { color, command } = Cli::parse();
    cli::set_color(color);
    cli::finish(match command {
        Command::Check(args) => cli::check::run(&args),
        Command::Server(args) => cli::server(args),
        Command::New(args) => cli::new(&args),
        Command::Outline(args) => cli::outline(&args),
        Command::Explain(args) => cli::explain(&args),
        Command::Doctor(args) => cli::doctor(&args),
        Command::Schema => cli::schema(),
        Command::Completions { shell } => cli::completions(shell),
        Command::Man { out } => cli::man(out.as_deref()),
    })
}
