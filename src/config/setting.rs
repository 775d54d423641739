//! One setting: its name, its type, its default, its meaning, and the macro that makes types of a list of them.

use super::{problem::Problem, source::Values};

/// A type that a setting can have: how its text is read, and what a person may write.
pub trait Setting: Sized {
    /// Whether the setting takes several values: an array in the file, commas elsewhere.
    const LIST: bool = false;

    /// Whether the text may hold a password. Such a setting is masked, may come from a file named in the environment, and a
    /// password in it is refused on the command line, which every process of the machine can read.
    const SECRET: bool = false;

    /// Reads the text, or refuses it.
    fn read(text: &str) -> Option<Self>;

    /// Says what may be written, as the end of the sentence "allowed is …".
    fn allowed() -> String;

    /// Returns the text as it may be shown.
    fn shown(text: &str) -> String {
        text.to_owned()
    }
}

/// One line of the list of settings.
pub struct Key {
    /// The section of the file.
    pub section: &'static str,
    /// The whole name (`server.address`).
    pub name: &'static str,
    /// What is used when nothing is given.
    pub default: &'static str,
    /// Whether it takes several values.
    pub list: bool,
    /// Whether it may hold a password.
    pub secret: bool,
    /// Says what may be written.
    pub allowed: fn() -> String,
    /// Returns a given text as it may be shown.
    pub shown: fn(&str) -> String,
    /// What it is for.
    pub meaning: &'static str,
}

impl Key {
    /// Returns the name of its environment variable (`FINGERTIP_SERVER_ADDRESS`).
    pub fn variable(&self) -> String {
        format!("FINGERTIP_{}", self.name.replace('.', "_").to_uppercase())
    }
}

/// Reads one setting; a value that cannot be used is noted and replaced by the default, so that reading goes on.
pub(super) fn read<T: Setting>(name: &'static str, default: &str, values: &Values, problems: &mut Vec<Problem>) -> T {
    let usable = |text| T::read(text).expect("a test reads every default");
    match values.get(name) {
        None => usable(default),
        Some(value) => T::read(&value.text).unwrap_or_else(|| {
            let shown = T::shown(&value.text);
            problems.push(Problem::Unusable { name, shown, origin: value.origin.clone(), allowed: T::allowed() });
            usable(default)
        }),
    }
}

/// Makes a struct of each section, [`Config`](super::Config) of them all, and the table of their keys.
macro_rules! settings {
    ($(
        #[doc = $section_doc:literal]
        $section:ident: $Section:ident {
            $( #[doc = $meaning:literal] $key:ident: $type:ty = $default:literal, )*
        }
    )*) => {
        /// Everything that can be set.
        #[derive(Clone)]
        pub struct Config {
            $( #[doc = $section_doc] pub $section: $Section, )*
        }

        $(
            #[doc = $section_doc]
            #[derive(Clone)]
            pub struct $Section {
                $( #[doc = $meaning] pub $key: $type, )*
            }
        )*

        /// The sections, in the order they are listed, each with its meaning.
        pub const SECTIONS: &[(&str, &str)] = &[ $( (stringify!($section), $section_doc), )* ];

        /// The settings, in the order they are listed.
        pub const KEYS: &[Key] = &[ $( $( Key {
            section: stringify!($section),
            name: concat!(stringify!($section), ".", stringify!($key)),
            default: $default,
            list: <$type as Setting>::LIST,
            secret: <$type as Setting>::SECRET,
            allowed: <$type as Setting>::allowed,
            shown: <$type as Setting>::shown,
            meaning: $meaning,
        }, )* )* ];

        impl Config {
            fn read(values: &source::Values, problems: &mut Vec<problem::Problem>) -> Config {
                Config { $( $section: $Section { $(
                    $key: setting::read(concat!(stringify!($section), ".", stringify!($key)), $default, values, problems),
                )* }, )* }
            }
        }

        impl Default for Config {
            fn default() -> Config {
                Config::read(&source::Values::default(), &mut Vec::new())
            }
        }
    };
}

pub(super) use settings;
