//! What answers hold and nobody here reads: it is left out of the types, and so is all that only it led to.

use std::collections::{BTreeMap, BTreeSet};

use proc_macro2::{TokenStream, TokenTree};
use quote::ToTokens;
use syn::{Fields, File, Item, ItemMod};

/// The fields and members of types that nobody reads.
pub struct Unread {
    /// By the operation and the type.
    names: BTreeMap<(String, String), BTreeSet<String>>,
}

impl Unread {
    /// Reads lines such as `enquiry EnquiryEnquiryDue: reason reason_text`.
    pub fn of(list: &str) -> Result<Unread, String> {
        let mut names = BTreeMap::new();
        for line in list.lines().filter(|line| !line.starts_with('#')) {
            let (of, fields) = line.split_once(": ").ok_or(format!("unread.txt: no fields in: {line}"))?;
            let (operation, name) = of.split_once(' ').ok_or(format!("unread.txt: no type in: {line}"))?;
            names.insert((operation.to_owned(), name.to_owned()), fields.split(' ').map(str::to_owned).collect());
        }
        Ok(Unread { names })
    }

    /// Leaves out what nobody reads of an operation.
    pub fn leave_out(&mut self, operation: &str, file: &mut File) {
        for item in &mut file.items {
            if let Item::Mod(module) = item {
                // It allows what nobody reads.
                module.attrs.clear();
                self.of_module(operation, module);
            }
        }
    }

    /// Says what is in the list and nowhere else.
    pub fn must_be_found(self) -> Result<(), String> {
        match self.names.iter().find(|(_, names)| !names.is_empty()) {
            Some(((operation, name), fields)) => Err(format!("unread.txt: {operation} has no {name} with {fields:?}")),
            None => Ok(()),
        }
    }

    fn of_module(&mut self, operation: &str, module: &mut ItemMod) {
        let Some((_, items)) = &mut module.content else { return };
        for item in items.iter_mut() {
            let mut is_unread = |of: &syn::Ident, name: &syn::Ident| {
                let names = self.names.get_mut(&(operation.to_owned(), of.to_string()));
                names.is_some_and(|names| names.remove(&name.to_string()))
            };
            match item {
                Item::Struct(item) => {
                    if let Fields::Named(fields) = &mut item.fields {
                        let kept = fields
                            .named
                            .iter()
                            .filter(|field| field.ident.as_ref().is_none_or(|name| !is_unread(&item.ident, name)));
                        fields.named = kept.cloned().collect();
                    }
                }
                // One of several ways to say something, which nobody here says.
                Item::Enum(item) if item.ident.to_string().ends_with("Input") => {
                    let said = item.variants.iter().filter(|variant| !is_unread(&item.ident, &variant.ident));
                    item.variants = said.cloned().collect();
                }
                Item::Enum(item) => {
                    for variant in item.variants.iter_mut().filter(|variant| is_unread(&item.ident, &variant.ident)) {
                        variant.fields = Fields::Unit;
                    }
                }
                _ => {}
            }
        }
        let reached = reached(items);
        items.retain(|item| name_of(item).is_none_or(|name| reached.contains(&name)));
    }
}

/// Returns the types that what is sent and what is answered lead to.
fn reached(items: &[Item]) -> BTreeSet<String> {
    let mut reached = BTreeSet::new();
    let mut next = vec!["ResponseData".to_owned(), "Variables".to_owned()];
    while let Some(name) = next.pop() {
        if reached.insert(name.clone()) {
            let own = items.iter().filter(|item| !matches!(item, Item::Impl(_)) && name_of(item).as_ref() == Some(&name));
            own.for_each(|item| words(item.to_token_stream(), &mut next));
        }
    }
    reached
}

/// The type that an item is, or is about.
fn name_of(item: &Item) -> Option<String> {
    match item {
        Item::Struct(item) => Some(item.ident.to_string()),
        Item::Enum(item) => Some(item.ident.to_string()),
        Item::Type(item) => Some(item.ident.to_string()),
        Item::Impl(item) => Some(item.self_ty.to_token_stream().to_string()),
        _ => None,
    }
}

fn words(tokens: TokenStream, found: &mut Vec<String>) {
    for token in tokens {
        match token {
            TokenTree::Ident(word) => found.push(word.to_string()),
            TokenTree::Group(group) => words(group.stream(), found),
            _ => {}
        }
    }
}
